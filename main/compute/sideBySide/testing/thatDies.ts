/** A thread that takes a piece of work and dies of it. */
import { parentPort, workerData } from 'node:worker_threads'
import { take, type ToThread } from '../messages.ts'

parentPort!.on('message', ({ owners }: ToThread) => {
  take(owners, workerData as number, 0)
  process.exit(3)
})
