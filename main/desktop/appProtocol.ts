/** `app://bundle/`: the built page, from one folder and nothing outside it, with its policy on every answer. There is no development fallback. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { csp, securityHeaders } from '../contract/csp.ts'
import { isOurUrl } from './security.ts'

/** What the page consists of. A file of another kind is not served, source maps included. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

/**
 * The path inside the bundle that an address asks for, with `/` between its parts, or null when the address is not one of ours or tries
 * to leave: dot segments in any spelling, backslashes, drive letters, NUL, a second encoding.
 */
export function bundlePath(address: string): string | null {
  if (!isOurUrl(address)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(address).pathname)
  } catch {
    return null
  }
  if (path === '/' || path === '') return 'index.html'
  const parts = path.slice(1).split('/')
  const plain = (part: string) => /^[\w@+ -][\w@+ .-]*$/.test(part) && !part.includes('..')
  return parts.every(plain) ? parts.join('/') : null
}

export type AppHandler = (request: { readonly url: string; readonly method: string }) => Promise<Response>

/** Serves the folder `root`. The file that is read must really lie in it: a link that points out of the folder is not followed. */
export function createAppHandler(root: string): AppHandler {
  const realRoot = realpath(root)
  // The rejection is met by the first request; without this line Node would call it unhandled before that.
  realRoot.catch(() => undefined)
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return answer(405, 'text/plain', 'Only GET.')
    const path = bundlePath(url)
    const type = path === null ? undefined : mimeTypes[extname(path).toLowerCase()]
    if (path === null || type === undefined) return notFound()
    try {
      const base = await realRoot
      const file = await realpath(join(base, path))
      if (!file.startsWith(base + sep)) return notFound()
      return answer(200, type, method === 'HEAD' ? null : await readFile(file))
    } catch {
      return notFound()
    }
  }
}

const notFound = () => answer(404, 'text/plain; charset=utf-8', 'There is no such file in the application.')

function answer(status: number, type: string, body: string | Uint8Array<ArrayBuffer> | null): Response {
  return new Response(body, { status, headers: { 'content-type': type, 'content-security-policy': csp, 'cache-control': 'no-cache', ...securityHeaders } })
}
