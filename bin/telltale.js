#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { endLike } from './endLike.js'
import { noNode, ownNode } from './ownNode.js'

// In the checkout the source runs as it is (Node strips the types); the packaged program has only the build.
const source = new URL('../main/cli.ts', import.meta.url)
const node = ownNode()

if (node === process.execPath) {
  await import(existsSync(source) ? source.href : new URL('../out/main/cli.js', import.meta.url).href)
} else if (node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('close', endLike)
} else {
  process.stderr.write(`${noNode}\n`)
  process.exitCode = 1
}
