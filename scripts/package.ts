/**
 * `npm run package [-- --linux dir]`: the desktop application by electron-builder, then a look at what came out. Where the Electron runtime
 * is absent, `--linux dir` packs around a stand-in dist, so that the layout can be checked offline; it says so, and what it makes cannot start.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const args = process.argv.slice(2)
const standInDist = join(root, 'release/stand-in-dist')

const isDirOnly = args.includes('dir')
const hasRuntime = existsSync(join(root, 'node_modules/electron/dist')) || Boolean(process.env['ELECTRON_OVERRIDE_DIST_PATH'])
const isStandIn = isDirOnly && !hasRuntime

run('node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn')
run('node_modules/electron-builder/cli.js', ...args, ...(isStandIn ? standInOptions() : []), '--publish', 'never')
if (args.includes('--linux')) checkLayout(join(root, 'release/linux-unpacked'))

/** Just enough of a dist for electron-builder to pack around. It holds no runtime, so there are no fuses to flip. */
function standInOptions(): string[] {
  console.error('No Electron runtime here: packing around a stand-in. The layout is checked; what comes out cannot start.')
  rmSync(standInDist, { recursive: true, force: true })
  mkdirSync(join(standInDist, 'resources'), { recursive: true })
  const { version } = require('electron/package.json') as { version: string }
  writeFileSync(join(standInDist, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) writeFileSync(join(standInDist, name), '')
  writeFileSync(join(standInDist, 'electron'), '#!/bin/sh\necho "This package was made without the Electron runtime." >&2\nexit 1\n')
  chmodSync(join(standInDist, 'electron'), 0o755)
  const config = { ...(load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as object), electronDist: standInDist, electronFuses: null } // as: our own file
  const configFile = join(root, 'release/stand-in.json')
  writeFileSync(configFile, JSON.stringify(config))
  return ['--config', configFile]
}

/** What must be in the package, what must lie beside the archive, and what must not be there. */
function checkLayout(folder: string): void {
  const problems: string[] = []
  const { listPackage } = require('@electron/asar') as { listPackage(path: string, options: { isPack: boolean }): string[] }
  const archive = join(folder, 'resources/app.asar')
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
  for (const path of ['/package.json', '/out/main/desktop.js', '/out/main/worker.js', '/out/main/reading.js', '/out/main/beside.js', '/out/preload/index.cjs', '/out/renderer/index.html', '/config/config.yaml']) {
    if (!files.includes(path)) problems.push(`missing in app.asar: ${path}`)
  }
  const natives = globSync('**/*.node', { cwd: `${archive}.unpacked` })
  if (!natives.some((path) => path.includes('better-sqlite3'))) problems.push('better-sqlite3 is not unpacked beside app.asar')
  const foreign = files.filter((path) => /\.map$|\.tsx?$|\/node_modules\/(node-(linux|win)-|typescript\/|electron\/|vitest\/)/.test(path))
  if (foreign.length > 0) problems.push(`${foreign.length} files that do not belong there: ${foreign.slice(0, 3).join(', ')} …`)
  const size = Math.round(readFileSync(archive).length / 1e6)
  console.error(`app.asar ${size} MB, ${files.length} entries, ${natives.length} native files beside it`)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exit(1)
}

function run(...command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
