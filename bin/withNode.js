/**
 * `node bin/withNode.js COMMAND …`: runs a command of the packages with the Node that the program needs in front of the PATH. Every script of
 * package.json goes through it, because older npm does not link the Node that came with the packages, and `npm run` then finds the machine's.
 */
import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endLike } from './endLike.js'
import { noNode, ownNode } from './ownNode.js'

const node = ownNode()
if (!node) {
  process.stderr.write(`${noNode}\n`)
  process.exit(1)
}
const commands = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const [command, ...args] = process.argv.slice(2)
const child = spawn(command === 'node' ? node : command, args, {
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), commands, process.env.PATH].join(delimiter) },
  shell: process.platform === 'win32' && command !== 'node',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`${command} cannot be started (${error.message}). Are the packages there? "npm ci" brings them.\n`)
  process.exitCode = 1
})
child.on('close', endLike)
