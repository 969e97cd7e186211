/**
 * Drives the steps of a detector (`models/detectors/steps.ts`) on several cores: the pieces of a step are done by this worker and by threads beside it,
 * whoever is free takes the next. What comes out is the same to the bit, with any number of threads and with none: where no thread can be
 * started, is not up yet or has ended, the worker does what is left.
 */
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { plainMemory, type Allocate, type Piece, type Steps } from '../../../models/detectors/steps.ts'
import { take, thread, theWorker, type FromThread, type ToThread } from './messages.ts'
import { createSharedMemory } from './sharedMemory.ts'

export interface Driver extends AsyncDisposable {
  /** @param steps begins them; what `allocate` gave may be used until they have ended. @throws what the steps throw, and the reason of the signal. */
  drive<Result>(steps: (allocate: Allocate) => Steps<Result>, signal: AbortSignal): Promise<Result>
}

/** More threads than this are not worth their memory: what only one can do takes the rest of the time. */
const mostThreads = 3
/** Below this many values (half a second of work) no thread is started. */
const worthwhile = 500_000
/** Milliseconds. */
const leastPatience = 10

/**
 * @param entry the root of the threads (`main/beside.ts`, or the built `beside.js`); absent where there is none.
 * @param values rows times channels that will be learned from and scored. @param cores processors that this job may use.
 */
export function startDriver({ entry, values, cores }: { entry: string | undefined; values: number; cores: number }): Driver {
  const threads = entry !== undefined && values >= worthwhile ? Math.min(mostThreads, cores - 1) : 0
  return threads > 0 ? driveWithThreads(entry!, threads) : driveAlone
}

export const driveAlone: Driver = {
  async drive(begin, signal) {
    const steps = begin(plainMemory)
    let step = steps.next([])
    while (!step.done) {
      const results: unknown[] = []
      for (const { work, input } of step.value) {
        results.push(work.run(input))
        await aTurn(signal)
      }
      step = steps.next(results)
    }
    return step.value
  },
  [Symbol.asyncDispose]: async () => undefined,
}

/** A cancel is a message: without a turn of the loop it would not be heard. */
async function aTurn(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}

interface Beside {
  readonly worker: Worker
  gone: boolean
}

/** Exported for tests: whatever the size. */
export function driveWithThreads(entry: string, count: number): Driver {
  const memory = createSharedMemory()
  const threads = Array.from({ length: count }, (_, index) => startThread(entry, index))
  let orders = 0
  let current: { readonly order: number; readonly hear: (message: FromThread) => void } | undefined
  let wake = () => {}

  function startThread(file: string, index: number): Beside {
    const worker = new Worker(file, { execArgv: [], name: `beside ${index}`, workerData: thread(index) })
    const beside: Beside = { worker, gone: false }
    worker.on('message', (message: FromThread) => {
      // An order that was given up is not asked for any more.
      if (message.order === current?.order) current.hear(message)
      wake()
    })
    const lost = () => {
      beside.gone = true
      wake()
    }
    worker.on('error', lost)
    worker.on('exit', lost)
    return beside
  }

  const somethingOr = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** Where a thread comes to nothing (others need its core) its pieces are done here as well: what is there first counts (backup tasks: Dean & Ghemawat 2004, 3.6). */
  async function doTogether(pieces: readonly Piece[], signal: AbortSignal): Promise<readonly unknown[]> {
    const order = orders++
    const owners = new Int32Array(new SharedArrayBuffer(pieces.length * Int32Array.BYTES_PER_ELEMENT))
    const results = new Map<number, unknown>()
    let longest = leastPatience
    const here = (at: number) => {
      const begun = performance.now()
      results.set(at, pieces[at]!.work.run(pieces[at]!.input))
      longest = Math.max(longest, performance.now() - begun)
    }
    const failed = new Set<number>()
    current = { order, hear: (message) => (message.type === 'done' ? results.set(message.at, message.output) : failed.add(message.at)) }
    const message: ToThread = { order, owners, pieces: pieces.map(({ work, input }) => ({ work: work.name, input })) }
    const onAbort = () => wake()
    signal.addEventListener('abort', onAbort, { once: true })
    if (pieces.length > 1) for (const { worker, gone } of threads) if (!gone) worker.postMessage(message)
    try {
      for (let at = take(owners, theWorker, 0); at !== undefined; at = take(owners, theWorker, at + 1)) {
        here(at)
        await aTurn(signal)
      }
      for (let at = 0; at < pieces.length; at++) {
        const owner = threads[owners[at]! - thread(0)]
        const patientUntil = performance.now() + 2 * longest
        while (!results.has(at)) {
          const patience = owner && !owner.gone && !failed.has(at) ? patientUntil - performance.now() : 0
          if (patience > 0) await somethingOr(patience)
          else here(at)
          signal.throwIfAborted()
        }
      }
      return pieces.map((_, at) => results.get(at))
    } finally {
      // Nobody begins another piece of an order that was given up.
      owners.fill(theWorker)
      current = undefined
      signal.removeEventListener('abort', onAbort)
    }
  }

  return {
    async drive(begin, signal) {
      try {
        const steps = begin(memory.allocate)
        let step = steps.next([])
        while (!step.done) step = steps.next(await doTogether(step.value, signal))
        return step.value
      } finally {
        memory.giveBack()
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
