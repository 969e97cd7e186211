import { faultFrom, Fault, isErrorCode, type FaultData } from '../../main/contract/errors.ts'
import type { PickedFile, Shell } from '../../main/contract/shell.ts'

export interface BrowserShellOptions {
  readonly document: Document
  readonly fetch: typeof fetch
  openWindow(url: string): void
}

/** Files, links and secrets where there is only a browser: files are streamed to the server, which answers with an opaque ref. */
export function browserShell({ document, fetch, openWindow }: BrowserShellOptions): Shell {
  async function upload(file: File): Promise<PickedFile> {
    const response = await fetch(`api/upload?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'application/octet-stream' },
    })
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) throw isFaultData(body) ? faultFrom(body) : new Fault('unreachable', `The server did not take ${file.name} (HTTP ${response.status}).`)
    return body as PickedFile // as: the upload route answers with this and nothing else
  }
  return {
    kind: 'browser',
    async pickFiles({ extensions, many }) {
      const files = await chooseFiles(document, extensions, many)
      return Promise.all(files.map(upload))
    },
    pickFolder: null,
    takeDropped: (files) => Promise.all(files.map(upload)),
    async saveFile(name, bytes) {
      const url = URL.createObjectURL(bytes)
      const link = document.createElement('a')
      link.href = url
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
      return true
    },
    async openLink(url) {
      if (new URL(url).protocol !== 'https:') throw new Fault('forbidden', `Only https links are opened; this one is ${url}.`)
      openWindow(url)
    },
    onCommand: (listener) => followAddress(document, listener),
    async setSecret() {
      throw new Fault('not_supported', 'A browser has no key store. Set secrets in the environment of the server.')
    },
    secretNames: async () => [],
  }
}

/** Links to this page name what they show after the `#`: `#event/…`, `#explore/…`. Nothing else of the address is a command. */
function followAddress(document: Document, listener: (command: string) => void): () => void {
  const view = document.defaultView
  const tell = () => {
    const command = view?.location.hash.slice(1) ?? ''
    if (!view || !/^(event|explore)\//.test(command)) return
    // followed once: a reload comes back to what was looked at last
    view.history.replaceState(null, '', view.location.pathname + view.location.search)
    listener(command)
  }
  tell()
  view?.addEventListener('hashchange', tell)
  return () => view?.removeEventListener('hashchange', tell)
}

function chooseFiles(document: Document, extensions: readonly string[], many: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = many
    input.accept = extensions.map((extension) => `.${extension}`).join(',')
    input.hidden = true
    const finish = (files: File[]) => {
      input.remove()
      resolve(files)
    }
    input.addEventListener('change', () => finish([...(input.files ?? [])]))
    input.addEventListener('cancel', () => finish([]))
    // Attached to the page so that a test driver can hand files to it.
    document.body.append(input)
    input.click()
  })
}

function isFaultData(body: unknown): body is FaultData {
  return typeof body === 'object' && body !== null && 'code' in body && isErrorCode(body.code) && 'message' in body && typeof body.message === 'string'
}
