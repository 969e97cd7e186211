import { describe, expect, it } from 'vitest'
import { Fault } from '../contract/errors.ts'
import { createOperations, type Beginning, type Telling } from './operations.ts'

const began = 1_000_000
const apply: Beginning = { kind: 'apply', title: 'Apply staging', environment: 'staging', target: 'kubernetes', context: 'plant', grace: 5_000 }

/** Operations under a clock that moves by hand: waits end when their time has come, or when they are aborted. */
function underClock() {
  let now = began
  let ids = 0
  const waiting = new Set<{ until: number; end: () => void }>()
  const operations = createOperations({
    clock: () => now,
    newId: () => `op-${++ids}`,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const one = { until: now + milliseconds, end: () => (waiting.delete(one), resolve()) }
        waiting.add(one)
        signal.addEventListener('abort', one.end, { once: true })
      }),
  })
  return {
    operations,
    waiting,
    /** Moves the clock, and lets what was waiting go on. */
    async pass(milliseconds: number) {
      now += milliseconds
      for (const one of waiting) if (one.until <= now) one.end()
      await turns()
    },
  }
}

/** Lets promises that are ready run on: no time passes. */
const turns = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the five seconds before anything is sent', () => {
  it('call a change back at any of their moments without one request, and it never begins later', async () => {
    for (const after of [0, 1, 4_999]) {
      const { operations, waiting, pass } = underClock()
      let sent = 0
      const first = operations.start(apply, async () => (sent++, { words: 'Applied.' }))
      expect(first).toMatchObject({ state: 'waiting', createdAt: began, startsAt: began + 5_000, words: 'Begins in 5 s; until then it can be called back.' })
      await pass(after)
      expect(operations.cancel(first.id).state).toBe('waiting')
      await turns()
      expect(operations.list()).toMatchObject([{ state: 'cancelled', endedAt: began + after, words: 'Called back before anything was sent.', steps: [], error: null }])
      await pass(60_000)
      expect({ sent, waits: waiting.size }).toEqual({ sent: 0, waits: 0 })
    }
  })

  it('send nothing one millisecond before their end, and begin at their end', async () => {
    const { operations, pass } = underClock()
    const begun: number[] = []
    operations.start(apply, async () => (begun.push(1), { words: 'Applied.' }))
    await pass(4_999)
    expect({ begun, state: operations.list()[0]?.state }).toEqual({ begun: [], state: 'waiting' })
    await pass(1)
    expect({ begun, state: operations.list()[0]?.state }).toEqual({ begun: [1], state: 'done' })
  })

  it('are over for a change that runs: cancelling stops what follows, and says that what was sent stays', async () => {
    const { operations, pass } = underClock()
    const { id } = operations.start(apply, stopsWhenAsked)
    await pass(5_000)
    expect(operations.list()[0]?.state).toBe('running')
    operations.cancel(id)
    await turns()
    expect(operations.list()).toMatchObject([{ state: 'cancelled', words: 'Stopped; what was applied stays.', error: { code: 'cancelled' } }])
  })

  it('hold the target: a second change to it is refused by name until the first has ended, one to another target is not', async () => {
    const { operations } = underClock()
    const first = operations.start(apply, stopsWhenAsked)
    expect(() => operations.start({ ...apply, kind: 'undo' }, stopsWhenAsked)).toThrow('"Apply staging" has not ended yet. Wait for it, or cancel it.')
    operations.start({ ...apply, context: 'elsewhere' }, stopsWhenAsked)
    operations.cancel(first.id)
    await turns()
    operations.start({ ...apply, kind: 'undo' }, stopsWhenAsked)
    expect(operations.list().map(({ state }) => state).toSorted()).toEqual(['cancelled', 'waiting', 'waiting'])
    expect(() => operations.cancel(first.id)).toThrow('"Apply staging" has ended already (cancelled).')
    expect(() => operations.cancel('op-99')).toThrow('There is no operation op-99')
  })

  it('are called back for all when the program ends', async () => {
    const { operations, waiting } = underClock()
    let sent = 0
    operations.start(apply, async () => (sent++, { words: '' }))
    await operations.close()
    expect({ sent, waits: waiting.size, state: operations.list()[0]?.state }).toEqual({ sent: 0, waits: 0, state: 'cancelled' })
  })
})

const stopsWhenAsked = ({ signal }: Telling) =>
  new Promise<{ words: string }>((_, reject) => signal.addEventListener('abort', () => reject(new Fault('cancelled', 'Stopped; what was applied stays.')), { once: true }))
