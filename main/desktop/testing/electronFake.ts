/** What `import 'electron'` gives under vitest: emitters and recorders, one behaviour for every test. Nothing here talks to a browser. */
import { EventEmitter } from 'node:events'
import { vi } from 'vitest'

type Handler = (event: unknown, ...args: unknown[]) => unknown

/** `ipcMain` with its handlers in reach. */
export class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  handle = (channel: string, handler: Handler) => void this.handlers.set(channel, handler)
  removeHandler = (channel: string) => void this.handlers.delete(channel)
  invoke = async (channel: string, event: unknown, ...args: unknown[]) => this.handlers.get(channel)?.(event, ...args)
}

export class FakeWebContents extends EventEmitter {
  readonly send = vi.fn<(channel: string, ...args: unknown[]) => void>()
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  destroyed = false
  isDestroyed = () => this.destroyed
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => void (this.openHandler = handler)
}

type PermissionCheck = (contents: unknown, permission: string, origin: string, details: { isMainFrame: boolean }) => boolean
type PermissionRequest = (contents: unknown, permission: string, answer: (allowed: boolean) => void, details: { requestingUrl: string; isMainFrame: boolean }) => void
type RequestFilter = (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void

export class FakeSession extends EventEmitter {
  check: PermissionCheck = () => true
  request: PermissionRequest = (_contents, _permission, answer) => answer(true)
  device: () => boolean = () => true
  filter: RequestFilter = (_details, answer) => answer({ cancel: false })
  setPermissionCheckHandler = (check: PermissionCheck) => void (this.check = check)
  setPermissionRequestHandler = (request: PermissionRequest) => void (this.request = request)
  setDevicePermissionHandler = (device: () => boolean) => void (this.device = device)
  readonly webRequest = { onBeforeRequest: (filter: RequestFilter) => void (this.filter = filter) }
}

export const app = new EventEmitter()
export const ipcMain = new FakeIpcMain()
export const contextBridge = { exposeInMainWorld: vi.fn<(name: string, api: unknown) => void>() }
export const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn(), invoke: vi.fn(async () => ({ value: null })) })
export const webUtils = { getPathForFile: vi.fn((file: { name: string }) => `/picked/${file.name}`) }
