/** BrowserWindow and webContents over a DevTools target. The page sees `https://HOST.SCHEME.stand-in/`, the application `SCHEME://HOST/`. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { on, send } from './chromium.ts'
import { pageScript } from './pageScript.ts'
import { app, ipcMain, protocol, session } from './parts.ts'

type Params = Record<string, unknown>
const realUrl = (url: string) => url.replace(/^([a-z]+):\/\/([a-z]+)(?=[/?#]|$)/, (all, scheme: string, host: string) => (protocol.handlers.has(scheme) ? `https://${host}.${scheme}.stand-in` : all))
const appUrl = (url: string) => url.replace(/^https:\/\/([a-z]+)\.([a-z]+)\.stand-in(?=[/?#]|$)/, '$2://$1')

const pack = (value: unknown) => JSON.stringify(value, (_key, inner: unknown) => {
  if (inner instanceof ArrayBuffer) return { $bytes: Buffer.from(inner).toString('base64') }
  // Buffer's own toJSON has run before a replacer sees it
  if (isBufferJson(inner)) return { $bytes: Buffer.from(inner.data).toString('base64') }
  return inner instanceof Uint8Array ? { $bytes: Buffer.from(inner).toString('base64') } : inner
})
const unpack = (text: string) => JSON.parse(text, (_key, inner: unknown) => (isPacked(inner) ? new Uint8Array(Buffer.from(inner.$bytes, 'base64')) : inner)) as { channel: string; args: unknown[]; id?: number }
const isPacked = (value: unknown): value is { $bytes: string } => typeof value === 'object' && value !== null && '$bytes' in value
const isBufferJson = (value: unknown): value is { data: number[] } => typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'

let lastWindow = 0

export class WebContents extends EventEmitter {
  readonly id: number
  readonly session = session.defaultSession
  readonly ready: Promise<void>
  targetId = ''
  private sessionId = ''
  private destroyed = false
  private expected = ''
  private readonly frames = new Map<string, { url: string; parent: string | null }>()
  private readonly contexts = new Map<unknown, string>()
  private openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'deny' })
  private readonly stops: (() => void)[] = []

  constructor(id: number, preload: string | undefined, size: { width: number; height: number }) {
    super()
    this.id = id
    this.ready = this.open(preload, size)
    app.emit('web-contents-created', {}, this)
  }

  private async open(preload: string | undefined, size: { width: number; height: number }): Promise<void> {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size })
    this.targetId = String(targetId)
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
    this.sessionId = String(sessionId)
    this.frames.set(this.targetId, { url: '', parent: null })
    this.listen('Runtime.bindingCalled', (event) => this.received(event))
    this.listen('Runtime.executionContextCreated', ({ context }) => {
      const { id, auxData } = context as { id: number; auxData: { frameId: string } }
      this.contexts.set(id, auxData.frameId)
    })
    this.listen('Page.frameAttached', ({ frameId, parentFrameId }) => this.frames.set(String(frameId), { url: '', parent: String(parentFrameId) }))
    this.listen('Page.frameNavigated', ({ frame }) => this.navigated(frame as { id: string; parentId?: string; url: string }))
    this.listen('Page.loadEventFired', () => {
      this.emit('did-finish-load')
      this.emit('first-paint')
    })
    this.listen('Page.windowOpen', ({ url }) => this.openHandler({ url: appUrl(String(url)) }))
    this.listen('Fetch.requestPaused', (event) => void this.request(event).catch(() => undefined)) // the page went away meanwhile
    this.listen('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    this.stops.push(on('Target.targetDestroyed', (event) => {
      if (event['targetId'] === this.targetId) this.gone()
    }))
    // a link with target=_blank: its window is closed again
    this.stops.push(on('Target.targetCreated', ({ targetInfo }) => {
      const { targetId: popup, openerId } = targetInfo as { targetId: string; openerId?: string }
      if (openerId === this.targetId) void send('Target.closeTarget', { targetId: popup }).catch(() => undefined)
    }))
    await Promise.all([send('Target.setDiscoverTargets', { discover: true }), this.command('Page.enable'), this.command('Runtime.enable'), this.command('Fetch.enable', { patterns: [{ urlPattern: '*' }] }), this.command('Runtime.addBinding', { name: '__standInUp' })])
    if (preload !== undefined) await this.command('Page.addScriptToEvaluateOnNewDocument', { source: pageScript(readFileSync(preload, 'utf8')) })
  }

  private listen(method: string, listener: (params: Params) => void): void {
    this.stops.push(on(method, (params, from) => {
      if (from === this.sessionId) listener(params)
    }))
  }

  private command(method: string, params: Params = {}): Promise<Params> {
    return send(method, params, this.sessionId)
  }

  private received({ payload, executionContextId }: Params): void {
    const frameId = this.contexts.get(executionContextId) ?? ''
    const { channel, args, id } = unpack(String(payload))
    if (channel === '$open') return void this.openHandler({ url: appUrl(String(args[0])) })
    const event = { sender: this, senderFrame: this.frameOf(frameId), processId: this.id, frameId: 0, reply: (to: string, ...rest: unknown[]) => frameId === this.targetId && this.down(to, rest) }
    if (id === undefined) ipcMain.emit(channel, event, ...args)
    else void ipcMain.answer(channel, event, args).then((value) => this.down('$answer', [id, null, value]), (error: Error) => this.down('$answer', [id, error.message, null]))
  }

  private frameOf(frameId: string): { url: string; parent: object | null } | null {
    const frame = this.frames.get(frameId)
    return frame === undefined ? null : { url: frame.url, parent: frame.parent === null ? null : this.frameOf(frame.parent) }
  }

  private navigated({ id, parentId, url }: { id: string; parentId?: string; url: string }): void {
    this.frames.set(id, { url: appUrl(url), parent: parentId ?? null })
    if (id === this.targetId) this.emit('did-navigate', {}, appUrl(url), 200, 'OK')
  }

  /** Every request passes here: navigations by `will-navigate`, our scheme to its handler, the rest past the session's filter. */
  private async request({ requestId, request, resourceType, frameId }: Params): Promise<void> {
    const { url: raw, method } = request as { url: string; method: string }
    const url = appUrl(raw)
    const fail = (errorReason: string) => this.command('Fetch.failRequest', { requestId, errorReason })
    if (resourceType === 'Document' && url !== this.expected) {
      let prevented = false
      const details = { url, isMainFrame: frameId === this.targetId, preventDefault: () => void (prevented = true) }
      if (details.isMainFrame) this.emit('will-navigate', details, url)
      this.emit('will-frame-navigate', details)
      if (prevented) return void (await fail('Aborted'))
    }
    if (!(await session.defaultSession.webRequest.allows(url))) return void (await fail('BlockedByClient'))
    const handler = protocol.handlers.get(new URL(url).protocol.slice(0, -1))
    if (handler === undefined) return void (await this.command('Fetch.continueRequest', { requestId }))
    const response = await handler({ url, method })
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    await this.command('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })), body })
  }

  private down(channel: string, args: unknown[]): void {
    if (this.destroyed) return
    void this.command('Runtime.evaluate', { expression: `globalThis.__standInDown?.(${JSON.stringify(channel)}, ${pack(args)})` }).catch(() => undefined)
  }

  send(channel: string, ...args: unknown[]): void {
    this.down(channel, args)
  }

  async loadURL(url: string): Promise<void> {
    await this.ready
    this.expected = url
    const loaded = new Promise<void>((done) => this.once('did-finish-load', done))
    const { errorText } = await this.command('Page.navigate', { url: realUrl(url) })
    if (typeof errorText === 'string') throw new Error(`${errorText} loading ${url}`)
    await loaded
  }

  reload = () => void this.ready.then(() => this.command('Page.reload'))
  getURL = () => this.frames.get(this.targetId)?.url ?? ''
  get mainFrame() {
    return this.frameOf(this.targetId)
  }
  isDestroyed = () => this.destroyed
  isCrashed = () => false
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => void (this.openHandler = handler)
  close = () => void this.ready.then(() => send('Target.closeTarget', { targetId: this.targetId })).catch(() => undefined)

  private gone(): void {
    if (this.destroyed) return
    this.destroyed = true
    for (const stop of this.stops) stop()
    this.emit('destroyed')
  }
}

export class BrowserWindow extends EventEmitter {
  private static readonly all = new Set<BrowserWindow>()
  readonly id = ++lastWindow
  readonly webContents: WebContents
  private bounds: { x: number; y: number; width: number; height: number }
  private visible: boolean
  private maximized = false

  constructor(options: { x?: number; y?: number; width?: number; height?: number; show?: boolean; webPreferences?: { preload?: string } } = {}) {
    super()
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.visible = options.show ?? true
    this.webContents = new WebContents(this.id, options.webPreferences?.preload, this.bounds)
    this.webContents.once('first-paint', () => this.emit('ready-to-show'))
    this.webContents.once('destroyed', () => {
      BrowserWindow.all.delete(this)
      this.emit('closed')
      if (BrowserWindow.all.size === 0) app.emit('window-all-closed')
    })
    BrowserWindow.all.add(this)
    app.emit('browser-window-created', {}, this)
  }

  static getAllWindows = () => [...BrowserWindow.all]
  static fromWebContents = (contents: WebContents) => BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  static getFocusedWindow = () => BrowserWindow.getAllWindows()[0] ?? null
  loadURL = (url: string) => this.webContents.loadURL(url)
  close = () => {
    let prevented = false
    this.emit('close', { preventDefault: () => void (prevented = true) })
    if (!prevented) this.webContents.close()
  }
  destroy = () => this.webContents.close()
  isDestroyed = () => this.webContents.isDestroyed()
  show = () => void (this.visible = true)
  focus = () => this.show()
  restore = () => this.show()
  isVisible = () => this.visible
  isMinimized = () => false
  isMaximized = () => this.maximized
  isFullScreen = () => false
  maximize = () => void (this.maximized = true)
  getNormalBounds = () => ({ ...this.bounds })
  getBounds = () => ({ ...this.bounds })
  setBounds = (bounds: Partial<{ x: number; y: number; width: number; height: number }>) => void (this.bounds = { ...this.bounds, ...bounds })
  setTitle = () => undefined
}

export const webContents = {
  fromDevToolsTargetId: (targetId: string) => BrowserWindow.getAllWindows().find((window) => window.webContents.targetId === targetId)?.webContents,
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
}
