/** The thread's side: reads what it is told to, at most one block ahead of what was asked for. */
import type { MessagePort } from 'node:worker_threads'
import { faultData } from '../../contract/errors.ts'
import type { Reader, RecordSource } from '../port.ts'
import { readers } from '../readers.ts'
import type { FromThread, ToThread } from './messages.ts'
import { growthOf, packBlock } from './pack.ts'

interface Work {
  readonly abort: AbortController
  /** Buffers to be filled, one for each block that was asked for. */
  readonly asked: (SharedArrayBuffer | undefined)[]
  wake: () => void
}

export function serveReading(port: MessagePort): void {
  const work = new Map<number, Work>()
  const say = (message: FromThread) => port.postMessage(message)

  async function warm({ file, options, ...message }: ToThread & { type: 'warm' }): Promise<void> {
    const source = await readerOf(message.reader).open(file, options)
    try {
      for await (const _ of source.blocks(new AbortController().signal)) break
    } finally {
      await source.close()
    }
  }

  async function read(message: ToThread & { type: 'open' }, mine: Work): Promise<void> {
    const { id, file, options, checkpoint } = message
    const source: RecordSource = await readerOf(message.reader).open(file, options, checkpoint)
    try {
      const growth = growthOf(source.columns)
      say({ type: 'opened', id, columns: source.columns })
      for await (const block of source.blocks(mine.abort.signal)) {
        while (mine.asked.length === 0 && !mine.abort.signal.aborted) await new Promise<void>((wake) => (mine.wake = wake))
        if (mine.abort.signal.aborted) return
        say({ type: 'block', id, block: packBlock(block, growth(), mine.asked.shift()) })
      }
      say({ type: 'end', id })
    } finally {
      await source.close()
    }
  }

  say({ type: 'ready', id: -1 })
  port.on('message', (message: ToThread) => {
    const { id } = message
    switch (message.type) {
      case 'warm':
        // what is wrong with the file is said when it is read
        warm(message)
          .catch(() => undefined)
          .finally(() => say({ type: 'warm', id: -1 }))
          .catch(() => undefined)
        return
      case 'open': {
        const mine: Work = { abort: new AbortController(), asked: [], wake: () => undefined }
        work.set(id, mine)
        read(message, mine)
          .catch((error: unknown) => {
            if (!mine.abort.signal.aborted) say({ type: 'failed', id, fault: faultData(error) })
          })
          .finally(() => say({ type: 'closed', id }))
          .catch(() => undefined)
        return
      }
      case 'next':
        work.get(id)?.asked.push(message.buffer)
        work.get(id)?.wake()
        return
      case 'close':
        work.get(id)?.abort.abort()
        work.get(id)?.wake()
        work.delete(id)
    }
  })
}

function readerOf(id: Reader['id']): Reader {
  const reader = readers.find((one) => one.id === id)
  if (!reader) throw new Error(`There is no reader ${id}.`)
  return reader
}
