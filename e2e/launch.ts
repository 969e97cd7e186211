/** Starts the workstation in one of three ways and hands back its page. Only this file knows what was started. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, chromium, type ElectronApplication, type Page } from '@playwright/test'

export type Kind = 'server' | 'stand-in' | 'electron'

export interface Launched {
  readonly page: Page
  /** The desktop application; null on a server. */
  readonly app: ElectronApplication | null
  /** Process that runs the core. */
  readonly pid: number
  /** Address of the server; null on the desktop. */
  readonly address: string | null
  /** Kills the server as a power cut would; the page stays. @throws on the desktop, where page and core are one application. */
  crash(): Promise<void>
  /** Starts the server again, at the same address. */
  revive(): Promise<void>
  close(): Promise<void>
}

export const root = fileURLToPath(new URL('..', import.meta.url))
const size = { width: 1440, height: 900 }

/** The runtime's own executable, or null. Never asks the npm package, which would try to download it. */
export function electronBinary(): string | null {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist')
  const path = join(dist, { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron')
  return existsSync(path) ? path : null
}

export function launch(kind: Kind, home: string): Promise<Launched> {
  return kind === 'server' ? launchServer(home) : launchDesktop(kind, home)
}

async function launchDesktop(kind: 'stand-in' | 'electron', home: string): Promise<Launched> {
  const executablePath = kind === 'electron' ? (electronBinary() ?? undefined) : join(root, 'e2e/electron-stand-in/electron')
  // exactly: an inherited NODE_OPTIONS or home would change what is tested
  const env = { ...process.env, TELLTALE_HOME: home, LOG_LEVEL: 'WARNING' } as Record<string, string> // as: undefined values do not occur in an environment
  const app = await _electron.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: [join(root, 'out/main/desktop.js'), '--home', home], cwd: root, env })
  app.process().stderr?.on('data', (text: Buffer) => void (process.env['TELLTALE_E2E_LOG'] && process.stderr.write(text)))
  const page = await app.firstWindow()
  await page.waitForURL(/bundle/)
  return { page, app, pid: app.process().pid ?? 0, address: null, crash: oneApplication, revive: oneApplication, close: () => app.close() }
}

const oneApplication = () => Promise.reject(new Error('on the desktop page and core are one application: tag this spec @server'))

async function launchServer(home: string): Promise<Launched> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}/`
  let child = await startServer(home, port)
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const gone = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await gone
  }
  const browser = await chromium.launch({ executablePath: process.env['TELLTALE_CHROMIUM'] ?? '/usr/bin/chromium', chromiumSandbox: false })
  const page = await browser.newPage({ viewport: size })
  await page.goto(address)
  return {
    page,
    app: null,
    get pid() {
      return child.pid ?? 0
    },
    address,
    crash: () => end('SIGKILL'),
    async revive() {
      child = await startServer(home, port)
    },
    async close() {
      await browser.close()
      await end('SIGTERM')
    },
  }
}

/** The server as a user starts it, once it answers. @throws with its last words when it leaves before. */
export async function startServer(home: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, 'main/server.ts'), '--home', home], { cwd: root, env: { ...process.env, DASHBOARD_PORT: String(port), LOG_LEVEL: 'WARNING' }, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  await answers(`http://127.0.0.1:${port}/health`, child, () => said)
  return child
}

/** Asks until the server answers; fails at once, with its last words, when it leaves. */
async function answers(url: string, child: ChildProcess, lastWords: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server left with code ${child.exitCode}: ${lastWords()}`)
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((done) => setTimeout(done, 50))
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
