/**
 * `npm start`: the workstation. As a desktop window where the Electron runtime and a display are present, else the same workstation in
 * the browser at 127.0.0.1:8050. Builds first when the sources are newer than the build. Arguments go on to the program.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './buildIfStale.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
buildIfStale()

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
