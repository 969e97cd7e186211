/**
 * `npm start`: the workstation. As a desktop window where the Electron runtime and a display are present, else the same workstation in
 * the browser at 127.0.0.1:8050. Builds first when the sources are newer than the build. Arguments go on to the program.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['main', 'models', 'config', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json']
const built = ['out/main/server.js', 'out/main/desktop.js', 'out/preload/index.cjs', 'out/renderer/index.html']

if (isStale()) {
  console.error('Building (a few seconds, only after a change) ...')
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

const args = process.argv.slice(2)
const electron = args.includes('--browser') ? null : electronBinary()
const [command, commandArgs] = electron ? [electron, [root, ...args]] : [process.execPath, [join(root, 'out/main/server.js'), ...args.filter((arg) => arg !== '--browser')]]
if (!electron) console.error('No Electron runtime (or no display) here: the same workstation opens in the browser.')
const child = spawn(command, commandArgs, { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

/** The runtime's own executable; never asks the npm package, which would try to download it. */
function electronBinary(): string | null {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist')
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'
  const path = join(dist, name)
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  return hasDisplay && existsSync(path) ? path : null
}

function isStale(): boolean {
  const oldest = Math.min(...built.map((path) => mtime(join(root, path))))
  const newest = (path: string): number => {
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info) return 0
    if (!info.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : info.mtimeMs
    return Math.max(0, ...readdirSync(path).map((entry) => newest(join(path, entry))))
  }
  return sources.some((path) => newest(join(root, path)) > oldest)
}

function mtime(path: string): number {
  return existsSync(path) && readFileSync(path).length > 0 ? statSync(path).mtimeMs : 0
}
