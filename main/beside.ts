/** Root of a thread that works beside a worker: does pieces of what detectors learn and score. See `compute/sideBySide/`. */
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { serveBeside } from './compute/sideBySide/serve.ts'

try {
  // What the engineer looks at goes first on every core. (On Linux this is about this thread, elsewhere about its process, which is a job in the background.)
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Where it may not be changed both share the cores.
}
if (parentPort) serveBeside(parentPort, workerData as number)
