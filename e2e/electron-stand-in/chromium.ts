/** Debian's Chromium, without a window of its own, and one DevTools connection to it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const chromiumPath = process.env['TELLTALE_CHROMIUM'] ?? '/usr/bin/chromium'
const flags = [
  '--headless', '--remote-debugging-port=0', '--no-startup-window', '--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-extensions', '--mute-audio',
  '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage', '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding', '--disable-background-timer-throttling', '--hide-scrollbars', '--block-new-web-contents',
]

type Params = Record<string, unknown>
type Listener = (params: Params, session: string | undefined) => void
const pending = new Map<number, { resolve: (result: Params) => void; reject: (error: Error) => void }>()
const listeners = new Set<{ method: string; listener: Listener }>()
let socket: WebSocket | undefined
let closing: (() => Promise<void>) | undefined
let lastId = 0

/** Starts Chromium with a profile that is thrown away; resolves to its DevTools address. */
export async function startChromium(): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'telltale-stand-in-'))
  const child = spawn(chromiumPath, [...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  process.once('exit', () => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  })
  closing = async () => {
    socket?.close()
    child.kill('SIGTERM')
    await gone
  }
  const address = await new Promise<string>((found, failed) => {
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => {
      const match = /^DevTools listening on (ws:.*)$/.exec(line)
      if (match?.[1] !== undefined) found(match[1])
    })
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`Chromium left with code ${code} before it listened`)))
  })
  socket = await connect(address)
  return address
}

export const closeChromium = () => closing?.()

/** One DevTools command; `session` is that of a page. */
export function send(method: string, params: Params = {}, session?: string): Promise<Params> {
  const id = ++lastId
  return new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) return reject(new Error(`${method}: Chromium is gone`))
    pending.set(id, { resolve, reject })
    socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }))
  })
}

export function on(method: string, listener: Listener): () => void {
  const entry = { method, listener }
  listeners.add(entry)
  return () => listeners.delete(entry)
}

async function connect(address: string): Promise<WebSocket> {
  const opened = new WebSocket(address)
  opened.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; method?: string; params?: Params; result?: Params; error?: { message: string }; sessionId?: string }
    const waiting = message.id === undefined ? undefined : pending.get(message.id)
    if (waiting !== undefined && message.id !== undefined) {
      pending.delete(message.id)
      if (message.error === undefined) waiting.resolve(message.result ?? {})
      else waiting.reject(new Error(message.error.message))
    } else if (message.method !== undefined) {
      for (const { method, listener } of listeners) if (method === message.method) listener(message.params ?? {}, message.sessionId)
    }
  })
  opened.addEventListener('close', () => {
    for (const { reject } of pending.values()) reject(new Error('Chromium is gone'))
    pending.clear()
  })
  await new Promise((done, failed) => {
    opened.addEventListener('open', done, { once: true })
    opened.addEventListener('error', () => failed(new Error('no DevTools connection')), { once: true })
  })
  return opened
}
