/** Root of the desktop application: builds the parts and wires them. Every decision lies in `desktop/`, as a function with its test. */
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RPCHandler } from '@orpc/server/message-port'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session, shell, utilityProcess } from 'electron'
import { pino } from 'pino'
import { loadConfig } from '../config/index.ts'
import { about } from './about.ts'
import { createComputeHost } from './compute/host.ts'
import type { Tasks } from './compute/taskTable.ts'
import { faultData } from './contract/errors.ts'
import { createCore, type Core } from './core/index.ts'
import { createOwner } from './core/owner.ts'
import { createSources } from './core/sources.ts'
import { usualBeat } from './core/watch.ts'
import { disk } from './core/watchDisk.ts'
import { createAppHandler } from './desktop/appProtocol.ts'
import { deepLinkCommand, deepLinkIn, linkScheme } from './desktop/deepLink.ts'
import { openElectronStore } from './desktop/electronStore.ts'
import { createIpc, type Ipc } from './desktop/ipc.ts'
import { menuTemplate } from './desktop/menu.ts'
import { keepWindow, keptPreferences, keptWindow, type Keeper } from './desktop/preferences.ts'
import { createSecrets } from './desktop/secrets.ts'
import { appScheme, lockDown, startUrl } from './desktop/security.ts'
import { createShellApi } from './desktop/shellApi.ts'
import { spawnUtilityProcess } from './desktop/utilityChannel.ts'
import { clampToDisplays, windowOptions } from './desktop/window.ts'
import { homeDirectory, projectFile } from './home.ts'
import { storeLocation } from './storage/location.ts'
import { openProject } from './storage/open.ts'
import { trackingOf } from './tracking/index.ts'
import { faultInterceptors } from './transport/faults.ts'

const log = pino({ name: 'desktop' }, pino.destination({ dest: 2, sync: true }))
const out = fileURLToPath(new URL('..', import.meta.url)) // this file is out/main/desktop.js
const { values } = parseArgs({ args: process.argv.slice(1), options: { home: { type: 'string' } }, strict: false })
const home = homeDirectory(typeof values.home === 'string' ? values.home : undefined, process.env)

// One instance a project: the lock lies in the profile, and the profile lies in the project's home.
app.setPath('userData', join(home, 'desktop'))
app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    const { message } = faultData(error)
    log.fatal({ err: error }, 'cannot start')
    dialog.showErrorBox('Telltale cannot start', message)
    app.exit(1)
  })
} else app.quit()

async function start(): Promise<void> {
  await mkdir(join(home, 'desktop'), { recursive: true })
  await app.whenReady()
  const config = await loadConfig({ env: process.env, set: [], home })
  const keeper = openElectronStore(join(home, 'desktop'), ipcMain)
  const location = storeLocation(config.get('data_ingestion.database.uri'), projectFile(home))
  const store = await openProject(location, Date.now)
  const sources = createSources()
  const core = await createCore({
    store,
    host: createComputeHost<Tasks>({
      spawn: spawnUtilityProcess({
        fork: (path, args, options) => utilityProcess.fork(path, args, options),
        entry: join(out, 'main', 'worker.js'),
        options: () => location,
        env: process.env,
        killNow: (pid) => process.kill(pid, 'SIGKILL'),
      }),
      onCrash: (crash) => log.error({ crash }, 'worker crashed'),
    }),
    sources,
    home,
    preferences: keptPreferences(keeper),
    settings: () => config.effective(),
    changeSetting: (path, value) => config.change(path, value),
    about: () => about('desktop', config.get('environment')),
    owner: createOwner(),
    watch: { ...usualBeat, disk, roots: [], anywhere: true },
    deployer: async () => (await import('./deploy/index.ts')).createDeployer({ env: process.env, trustPicked: true, folder: join(home, 'deployments') }),
    tracking: trackingOf(config.get('mlflow.tracking_uri'), store.artifacts),
    user: () => userInfo().username,
    clock: Date.now,
    log: (level, message, detail) => log[level](detail ?? {}, message),
  })

  const secrets = createSecrets({ keyStore: safeStorage, file: join(home, 'desktop', 'secrets.json'), platform: process.platform })
  // oxlint-disable-next-line no-restricted-properties -- handed to `openLink`, the one door that uses it
  const openInBrowser = (url: string) => shell.openExternal(url)
  const api = createShellApi({ dialog, openInBrowser, register: (path) => sources.register(path), registerFolder: (path) => sources.registerFolder(path), secrets, linkHosts: config.get('shell.link_hosts') })
  const { ofCall, ofUnknown } = faultInterceptors({
    newReference: () => randomUUID().slice(0, 8),
    report: ({ call, fault, reference }) => log[reference === null ? 'info' : 'error']({ call, code: fault.code, reference, err: reference === null ? undefined : (fault.cause ?? fault) }, fault.message),
  })
  const handler = new RPCHandler(core.router, { interceptors: [ofUnknown], clientInterceptors: [ofCall] })
  const ipc = createIpc({ ipcMain, serve: (port) => handler.upgrade(port), shell: (method, args) => api.call(method, args), dropped: (paths) => api.dropped(paths), log: (message, detail) => log.warn(detail, message) })

  lockDown({ app, session: session.defaultSession, openLink: (url) => void api.openLink(url).catch((error: unknown) => log.warn({ err: error }, 'link refused')), log: (what, address) => log.warn({ address }, what) })
  protocol.handle(appScheme, createAppHandler(join(out, 'renderer')))
  const window = openWindow(ipc, keeper)
  openDoors(window, ipc)
  closeOnQuit(core, ipc)
  await window.loadURL(startUrl)
}

function openWindow(ipc: Ipc, keeper: Keeper): BrowserWindow {
  const remembered = keptWindow(keeper)
  const primary = screen.getPrimaryDisplay()
  const displays = [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea)
  const window = new BrowserWindow(windowOptions(clampToDisplays(remembered?.bounds ?? null, displays), join(out, 'preload', 'index.cjs'), !app.isPackaged))
  ipc.attach(window.webContents)
  if (remembered?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keepWindow(keeper, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error({ reason }, 'the page is gone')
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload()
  })
  return window
}

/** Menu, second start and deep links: all of them end as a command for the page. */
function openDoors(window: BrowserWindow, ipc: Ipc): void {
  const send = (command: string | null) => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
    if (command !== null) ipc.command(window.webContents, command)
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, process.platform === 'darwin')))
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  app.on('second-instance', (_event, argv) => send(deepLinkIn(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    send(deepLinkCommand(url))
  })
  send(deepLinkIn(process.argv))
}

/** Quitting waits until running jobs stand at their checkpoints and the store is closed. */
function closeOnQuit(core: Core, ipc: Ipc): void {
  let closing: Promise<void> | null = null
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    closing ??= core
      .close()
      .catch((error: unknown) => log.error({ err: error }, 'closing the core failed'))
      .then(() => {
        ipc.close()
        app.exit(0)
      })
  })
}
