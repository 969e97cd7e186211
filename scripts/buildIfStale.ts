import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['main', 'models', 'config', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json']
const built = ['out/main/server.js', 'out/main/desktop.js', 'out/preload/index.cjs', 'out/renderer/index.html']

/** Builds `out/` where a source is newer than it; ends the process where that fails. */
export function buildIfStale(): void {
  if (!isStale()) return
  console.error('Building (a few seconds, only after a change) ...')
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

function isStale(): boolean {
  const oldest = Math.min(...built.map((path) => written(join(root, path))))
  return sources.some((path) => newest(join(root, path)) > oldest)
}

function newest(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info) return 0
  if (!info.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : info.mtimeMs
  return Math.max(0, ...readdirSync(path).map((entry) => newest(join(path, entry))))
}

function written(path: string): number {
  return existsSync(path) && statSync(path).size > 0 ? statSync(path).mtimeMs : 0
}
