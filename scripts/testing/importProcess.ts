/** An import in a process of its own, to be killed: `node importProcess.ts STORE FILE`. A line of JSON for each report, the result last. */
import { existsSync, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../main/storage/sqlite/index.ts'
import { importRun } from '../../main/compute/tasks/importRun.ts'

const reading = fileURLToPath(new URL('../../main/reading.ts', import.meta.url))
const [storeFile, path] = process.argv.slice(2)
if (!storeFile || !path) throw new Error('usage: importProcess.ts STORE FILE')
const store = await openSqliteStore({ file: storeFile })
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
const file = { path, name: basename(path), bytes: (await stat(path)).size }
const report = await importRun({ store, clock: () => performance.now(), reading }, { job: 1, files: [file], asset: 'Plant', options: {} }, { signal: new AbortController().signal, report: (progress) => say({ progress: progress.progress }) })
// pages of a mapped file count as memory too, and a project grows without bound; `-shm` is 32 kB
const mapped = existsSync('/proc/self/maps') ? readFileSync('/proc/self/maps', 'utf8').split('\n').filter((line) => line.endsWith(basename(storeFile))).length : 0
say({ report, maxRss: process.resourceUsage().maxRSS * 1024, mapped })
await store.close()
