/** A thread that takes every piece of work that is left and never answers. */
import { parentPort, workerData } from 'node:worker_threads'
import { take, type ToThread } from '../messages.ts'

parentPort!.on('message', ({ owners }: ToThread) => {
  while (take(owners, workerData as number, 0) !== undefined);
})
