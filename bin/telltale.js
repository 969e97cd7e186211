#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// In the checkout the source runs as it is (Node strips the types); the packaged program has only the build.
const source = new URL('../main/cli.ts', import.meta.url)
const ownNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))

// Called by an older Node than the program needs (decision 1), it goes on under the one that came with the packages.
if (Number(process.versions.node.split('.')[0]) < 24 && existsSync(ownNode)) {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('close', (code, signal) => (signal ? process.kill(process.pid, 'SIGKILL') : (process.exitCode = code)))
} else {
  await import(existsSync(source) ? source.href : new URL('../out/main/cli.js', import.meta.url).href)
}
