/** The parts of Electron that need no browser: application, IPC, protocol table, session rules, dialogs, menu, displays, key store. */
import { EventEmitter } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeChromium } from './chromium.ts'

class App extends EventEmitter {
  readonly isPackaged = false
  readonly name = 'Telltale'
  readonly commandLine = { appendSwitch: () => undefined, hasSwitch: () => false }
  private readonly paths = new Map<string, string>()
  private readonly readyPromise: Promise<void>
  private markReady: () => void = () => undefined
  private quitting = false

  constructor() {
    super()
    this.readyPromise = new Promise((done) => (this.markReady = done))
  }

  emitReady(): void {
    this.emit('ready')
    this.markReady()
  }
  whenReady = () => this.readyPromise
  getPath = (name: string) => this.paths.get(name) ?? join(tmpdir(), 'telltale-stand-in', name)
  setPath = (name: string, path: string) => void this.paths.set(name, path)
  getVersion = () => '0.0.0'
  getName = () => this.name
  getAppPath = () => process.cwd()
  enableSandbox = () => undefined
  requestSingleInstanceLock = () => true
  setAsDefaultProtocolClient = () => true
  setAppUserModelId = () => undefined

  /** In Electron's order: `before-quit`, windows close, `will-quit`, `quit`; the first and the third can be held back. */
  quit = () => {
    if (this.quitting) return
    if (this.held('before-quit')) return
    this.emit('stand-in-close-windows')
    if (this.held('will-quit')) return
    this.exit(0)
  }

  exit = (code = 0) => {
    if (this.quitting) return
    this.quitting = true
    this.emit('quit', {}, code)
    void Promise.resolve(closeChromium()).finally(() => process.exit(code))
  }

  private held(event: string): boolean {
    let prevented = false
    this.emit(event, { preventDefault: () => void (prevented = true) })
    return prevented
  }
}
export const app = new App()

type Handler = (event: object, ...args: unknown[]) => unknown
class IpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>()
  handle = (channel: string, handler: Handler) => void this.handlers.set(channel, handler)
  removeHandler = (channel: string) => void this.handlers.delete(channel)
  async answer(channel: string, event: object, args: unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (handler === undefined) throw new Error(`Error invoking remote method '${channel}': no handler registered`)
    return handler(event, ...args)
  }
}
export const ipcMain = new IpcMain()

type ProtocolHandler = (request: { url: string; method: string }) => Promise<Response>
export const protocol = {
  handlers: new Map<string, ProtocolHandler>(),
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme: string, handler: ProtocolHandler) => void protocol.handlers.set(scheme, handler),
}

type RequestFilter = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void
class Session extends EventEmitter {
  readonly protocol = protocol
  private filter: RequestFilter | undefined
  readonly webRequest = {
    onBeforeRequest: (filter: RequestFilter) => void (this.filter = filter),
    allows: (url: string) => new Promise<boolean>((done) => (this.filter === undefined ? done(true) : this.filter({ url }, ({ cancel }) => done(cancel !== true)))),
  }
  // Headless Chromium denies permissions of its own accord; the rules themselves are unit-tested.
  setPermissionCheckHandler = () => undefined
  setPermissionRequestHandler = () => undefined
  setDevicePermissionHandler = () => undefined
}
export const session = { defaultSession: new Session() }

export const dialog = {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}: ${content}\n`),
}
export const shell = { openExternal: async () => undefined, showItemInFolder: () => undefined }

interface MenuEntry {
  id?: string
  label?: string
  role?: string
  submenu?: MenuEntry[]
  click?: () => void
}
interface BuiltMenu {
  items: MenuEntry[]
  getMenuItemById: (id: string) => MenuEntry | null
}
let applicationMenu: BuiltMenu | null = null
export const Menu = {
  buildFromTemplate(items: MenuEntry[]): BuiltMenu {
    const find = (entries: MenuEntry[], id: string): MenuEntry | null => entries.reduce<MenuEntry | null>((found, entry) => found ?? (entry.id === id ? entry : find(entry.submenu ?? [], id)), null)
    return { items, getMenuItemById: (id: string) => find(items, id) }
  },
  setApplicationMenu: (menu: BuiltMenu | null) => void (applicationMenu = menu),
  getApplicationMenu: () => applicationMenu,
}

const display = { id: 1, scaleFactor: 1, bounds: { x: 0, y: 0, width: 1600, height: 1000 }, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true, themeSource: 'system' })

/** As on a Linux without a key store: what must then not be written is tested with it. */
export const safeStorage = {
  isEncryptionAvailable: () => false,
  isAsyncEncryptionAvailable: async () => false,
  getSelectedStorageBackend: () => 'basic_text',
}
