/**
 * Writes k8s/ and docker/docker-compose*.yml from config/stack.yaml. With --check writes nothing and exits 1 when they are not up to date.
 * Files under k8s/ that the stack no longer gives are removed (or named, with --check).
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readStack } from '../config/stack.ts'
import { renderCommand, renderFiles } from '../main/deploy/render/files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = renderFiles(readStack(readFileSync(join(root, 'config/stack.yaml'), 'utf8'), 'config/stack.yaml'))
const present = globSync(['k8s/**/*.yaml', 'docker/docker-compose*.yml'], { cwd: root }).map((path) => path.split(sep).join('/'))
const stale = [
  ...[...files].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path),
  ...present.filter((path) => !files.has(path)),
].toSorted()

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is not what config/stack.yaml gives`)
  if (stale.length > 0) console.error(`Run: ${renderCommand}`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const path of stale) {
    const text = files.get(path)
    if (text === undefined) rmSync(join(root, path))
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    console.error(`${text === undefined ? 'removed' : 'wrote'} ${path}`)
  }
}
