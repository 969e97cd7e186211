/** Root of a worker process: opens its own store and serves the tasks. Started by the compute host, on the desktop and on a server. */
import { fileURLToPath } from 'node:url'
import { compileCarefully } from './compute/carefulCode.ts'
import { hostChannel } from './compute/channels/parentPort.ts'
import { serveTasks } from './compute/serve.ts'
import type { Tasks } from './compute/taskTable.ts'
import type { TaskContext } from './compute/tasks/context.ts'
import { tasks } from './compute/tasks/index.ts'
import { readWorkerOptions } from './compute/workerOptions.ts'
import { faultData } from './contract/errors.ts'
import { openStore } from './storage/open.ts'

compileCarefully()
const channel = hostChannel()
const threadRoot = (name: string) => fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url))
try {
  const store = await openStore(readWorkerOptions(process.env))
  await serveTasks<Tasks, TaskContext>(tasks, { store, clock: Date.now, reading: threadRoot('reading'), beside: threadRoot('beside') }, channel)
  await store.close()
} catch (error) {
  channel.send({ type: 'refused', fault: faultData(error) })
  process.exitCode = 1
}
channel.end()
