/** The thread's side: takes pieces of work as long as there are any that nobody has. */
import type { MessagePort } from 'node:worker_threads'
import { works } from '../../../models/detectors/works.ts'
import { take, type FromThread, type ToThread } from './messages.ts'

/** @param me the number of this thread among the owners of pieces. */
export function serveBeside(port: MessagePort, me: number): void {
  const say = (message: FromThread) => port.postMessage(message)
  port.on('message', ({ order, owners, pieces }: ToThread) => {
    for (let at = take(owners, me, 0); at !== undefined; at = take(owners, me, at + 1)) {
      const { work, input } = pieces[at]!
      try {
        say({ type: 'done', order, at, output: works.get(work)!.run(input) })
      } catch {
        say({ type: 'failed', order, at })
      }
    }
  })
}
