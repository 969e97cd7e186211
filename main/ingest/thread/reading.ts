/**
 * Files are parsed in a thread of their own while the worker stores what came before: two cores instead of one. What comes out is the same,
 * block by block. Until the thread has come up the worker reads by itself and hands over between two blocks; where the thread cannot be started,
 * and for small files, which are read before it would have begun, it does so to the end.
 */
import { Worker } from 'node:worker_threads'
import { Fault, faultFrom, type Detail } from '../../contract/errors.ts'
import type { ImportOptions } from '../../contract/imports.ts'
import type { Reader, RecordBlock, RecordSource, SourceFile } from '../port.ts'
import type { FromThread, ToThread } from './messages.ts'
import { handOver } from './handOver.ts'
import { grow, unpackBlock } from './pack.ts'

/** Below this many bytes in all no thread is started. */
const worthwhile = 16e6

export interface Reading {
  /** As `reader.open`. */
  open(reader: Reader, file: SourceFile, options: ImportOptions, checkpoint?: Detail): Promise<RecordSource>
  /** Settled when the thread has come up, or never will. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

const readHere: Reading = {
  open: (reader, file, options, checkpoint) => reader.open(file, options, checkpoint),
  ready: Promise.resolve(),
  close: async () => undefined,
}

/** @param entry the root of the thread (`main/reading.ts`, or the built `reading.js`); absent where there is none. */
export function startReading({ entry, bytes }: { entry: string | undefined; bytes: number }): Reading {
  return entry !== undefined && bytes >= worthwhile ? readInThread(entry) : readHere
}

function plain({ path, name, bytes }: SourceFile): SourceFile {
  return { path, name, bytes }
}

type Answer<Type extends FromThread['type']> = Extract<FromThread, { type: Type }>

/** Exported for tests: whatever the size. */
export function readInThread(entry: string): Reading {
  // what it makes is large arrays and few small objects: a small nursery saves memory and costs nothing
  const thread = new Worker(entry, { execArgv: [], name: 'reading', resourceLimits: { maxYoungGenerationSizeMb: 8 } })
  const channels = new Map<number, { arrived: FromThread[]; wake: () => void }>()
  let up = false
  let warm = false
  let settle: () => void
  const ready = new Promise<void>((resolve) => (settle = resolve))
  let gone: Error | null = null
  let next = 0
  const wakeAll = () => channels.forEach(({ wake }) => wake())
  thread.on('message', (message: FromThread) => {
    if (message.type === 'ready') {
      up = true
      settle()
    }
    if (message.type === 'warm') warm = true
    const channel = channels.get(message.id)
    channel?.arrived.push(message)
    channel?.wake()
  })
  const lost = (error: Error) => {
    gone ??= error
    settle()
    wakeAll()
  }
  thread.on('error', lost)
  thread.on('exit', (code) => lost(new Error(`The reading thread ended with code ${code}.`)))
  const say = (message: ToThread) => thread.postMessage(message)

  /** @throws Fault `worker_crashed` when the thread has gone. */
  async function hear(id: number, file: SourceFile): Promise<FromThread> {
    const channel = channels.get(id)!
    for (;;) {
      const message = channel.arrived.shift()
      if (message) return message
      if (gone) throw new Fault('worker_crashed', `The thread that read "${file.name}" has ended: ${gone.message} What was stored stays; resume the import.`, { file: file.name }, { cause: gone })
      await new Promise<void>((wake) => (channel.wake = wake))
    }
  }

  async function openThere(reader: Reader, file: SourceFile, options: ImportOptions, checkpoint?: Detail): Promise<RecordSource> {
    const id = next++
    channels.set(id, { arrived: [], wake: () => undefined })
    say({ type: 'open', id, reader: reader.id, file: plain(file), options, checkpoint })
    try {
      const first = await hear(id, file)
      if (first.type === 'failed') throw faultFrom(first.fault)
      return sourceOf(id, file, first as Answer<'opened'>) // nothing else comes first
    } catch (error) {
      channels.delete(id)
      throw error
    }
  }

  return {
    async open(reader, file, options, checkpoint) {
      if (up) return openThere(reader, file, options, checkpoint)
      const here = await reader.open(file, options, checkpoint)
      say({ type: 'warm', id: -1, reader: reader.id, file: plain(file), options })
      return handOver(here, (from) => (warm && !gone ? openThere(reader, file, options, from) : undefined))
    },
    ready,
    async close() {
      channels.clear()
      await thread.terminate()
    },
  }

  function sourceOf(id: number, file: SourceFile, opened: Answer<'opened'>): RecordSource {
    const columns = opened.columns.map((column) => ({ ...column, labels: [...column.labels] }))
    let ended = false
    return {
      columns,
      async *blocks(signal): AsyncGenerator<RecordBlock> {
        // one block on its way; the thread has the next one ready by then
        say({ type: 'next', id })
        for (;;) {
          signal.throwIfAborted()
          const message = await hear(id, file)
          if (message.type === 'failed') throw faultFrom(message.fault)
          if (message.type !== 'block') return
          grow(columns, message.block.growth)
          yield unpackBlock(message.block)
          say({ type: 'next', id, buffer: message.block.buffer })
        }
      },
      async close() {
        if (ended) return
        ended = true
        say({ type: 'close', id })
        // the file is closed when the thread says so; one that has gone has closed it too
        while (!gone && (await hear(id, file).catch(() => null))?.type !== 'closed');
        channels.delete(id)
      },
    }
  }
}
