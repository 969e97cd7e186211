import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '../../contract/errors.ts'
import type { TaskFunctions } from '../serve.ts'

/** Tasks that do what can go wrong. The conformance suite runs them over every channel. */
export type ConformanceTasks = {
  echo: { input: unknown; output: unknown }
  fail: { input: { how: 'fault' | 'error' | 'uncloneable' }; output: never }
  count: { input: { to: number }; output: number }
  /** Ends only when cancelled, as a good task does. */
  wait: { input: null; output: never }
  /** Says that it has begun and then ends neither by itself nor when cancelled. */
  stubborn: { input: null; output: never }
  crash: { input: { code: number }; output: never }
  order: { input: { name: string; turns: number }; output: string[] }
}

/** How the process that runs the tasks ends itself. */
export interface ConformanceContext {
  crash(code: number): void
  readonly finished: string[]
}

const never = () => new Promise<never>(() => {})

export const conformanceTasks: TaskFunctions<ConformanceTasks, ConformanceContext> = {
  echo: async (_context, input) => input,
  fail: async (_context, { how }) => {
    if (how === 'fault') throw new Fault('file_not_understood', 'Line 7 of a.csv has 3 cells, the header has 4.', { line: 7 })
    if (how === 'uncloneable') throw new Fault('bad_input', 'with a function inside', { f: () => 1 })
    throw new TypeError('x is not a function')
  },
  count: async (_context, { to }, { report }) => {
    for (let i = 1; i <= to; i++) report({ progress: i / to, doing: `counting ${i}`, snapshot: { i } })
    return to
  },
  wait: async (_context, _input, { signal, report }) => {
    report({ progress: null, doing: 'waiting' })
    return new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  },
  stubborn: async (_context, _input, { report }) => {
    report({ progress: null, doing: 'not listening' })
    return never()
  },
  crash: async ({ crash }, { code }, { report }) => {
    report({ progress: 0.5, doing: 'half way' })
    // Lets what was sent leave the process, as a task does that crashes after a while.
    await delay(20)
    crash(code)
    return never()
  },
  order: async ({ finished }, { name, turns }) => {
    for (let i = 0; i < turns; i++) await Promise.resolve()
    finished.push(name)
    return [...finished]
  },
}
