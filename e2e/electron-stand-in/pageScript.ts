/**
 * What runs in the page before everything else: the preload, with a `require` that knows only `electron`. The function is sent as text,
 * so it may use nothing from outside. Bytes cross DevTools as base64, in this folder only.
 */
declare global {
  var __standInUp: ((text: string) => void) | undefined // var: that is how a property of globalThis is declared
  var __standInDown: ((channel: string, payload: unknown) => void) | undefined
}

export function pageScript(preload: string): string {
  return `(${runPreload.toString()})(function (require, module, exports) {${preload}\n})`
}

function runPreload(preload: (require: (name: string) => unknown, module: object, exports: object) => void): void {
  const up = globalThis.__standInUp
  if (up === undefined || window.parent !== window) return
  delete globalThis.__standInUp // the page gets at the channel through the bridge only

  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>()
  const answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let lastId = 0

  const pack = (_key: string, value: unknown) => {
    if (value instanceof ArrayBuffer) return { $bytes: (new Uint8Array(value) as Base64Bytes).toBase64() }
    return value instanceof Uint8Array ? { $bytes: (value as Base64Bytes).toBase64() } : value
  }
  const unpack = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if ('$bytes' in value) return Uint8Array.from(atob(String(value.$bytes)), (c) => c.charCodeAt(0))
    if (Array.isArray(value)) return value.map(unpack)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]))
  }
  // as: newer than TypeScript's own DOM typings
  type Base64Bytes = Uint8Array & { toBase64(): string }

  globalThis.__standInDown = (channel, payload) => {
    const args = unpack(payload) as unknown[]
    if (channel !== '$answer') {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
      return
    }
    const [id, failure, value] = args as [number, string | null, unknown]
    const waiting = answers.get(id)
    answers.delete(id)
    if (failure === null) waiting?.resolve(value)
    else waiting?.reject(new Error(failure))
  }

  // As in Electron where the handler denies: null, and no window. Chromium itself would open one.
  window.open = (url) => {
    up(JSON.stringify({ channel: '$open', args: [new URL(url ?? '', location.href).href] }))
    return null
  }

  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => up(JSON.stringify({ channel, args }, pack)),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        answers.set(++lastId, { resolve, reject })
        up(JSON.stringify({ channel, args, id: lastId }, pack))
      }),
    on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
    },
    off: (channel: string, listener: (event: object, ...args: unknown[]) => void) => listeners.get(channel)?.delete(listener),
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object) => Object.defineProperty(window, name, { value: Object.freeze(api) }),
  }
  // A file that was made in the page has no path, in Electron neither.
  const electron = { ipcRenderer, contextBridge, webUtils: { getPathForFile: () => '' } }
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot load ${name}`)
    return electron
  }
  const module = { exports: {} }
  preload(require, module, module.exports)
}
