/**
 * Plays the Electron executable for Playwright: prints the two addresses that `_electron.launch` waits for (Node's inspector, Chromium's
 * DevTools), makes `electron` resolve to the double beside this file, and loads the built main file unchanged.
 */
import inspector from 'node:inspector'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startChromium } from './chromium.ts'
import { app } from './electronModule.ts'

const main = process.argv.slice(2).find((arg) => !arg.startsWith('-'))
if (main === undefined) throw new Error('electron stand-in: name the main file')

const double = new URL('./electronModule.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: double, format: 'module-typescript', shortCircuit: true } : next(specifier, context)),
})

inspector.open(0, '127.0.0.1') // prints "Debugger listening on ws://…" itself
const devtools = await startChromium()
process.stderr.write(`DevTools listening on ${devtools}\n`)

// Node takes the place of the executable: argv reads as Electron's does, [executable, main file, arguments of the application]
process.argv = [process.argv0, resolve(main), ...process.argv.slice(process.argv.indexOf(main) + 1)]
await import(pathToFileURL(resolve(main)).href)
app.emitReady()
