import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { plainMemory, runHere, type Piece, type Steps, type Work } from '../../../models/detectors/steps.ts'
import { telltale } from '../../../models/detectors/telltale/index.ts'
import type { Channel, Frame } from '../../../models/series/frame.ts'
import { driveAlone, driveWithThreads, startDriver, type Driver } from './driver.ts'

const root = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const beside = root('../../beside.ts')
const never = new AbortController().signal

const open: Driver[] = []
afterEach(() => Promise.all(open.splice(0).map((driver) => driver[Symbol.asyncDispose]())))
function driver(entry: string, count = 1): Driver {
  const one = driveWithThreads(entry, count)
  open.push(one)
  return one
}

function recording(rows: number): { frame: Frame; channels: Channel[] } {
  let seed = 3
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const columns = Array.from({ length: 7 }, (_, c) => Float64Array.from({ length: rows }, (_, i) => Math.sin(i / (20 + c)) + random()))
  return { frame: { time: Float64Array.from({ length: rows }, (_, i) => i * 1000), columns }, channels: columns.map((_, c) => ({ name: `c${c}`, unit: '', kind: 'analogue' })) }
}

async function learnAndScore({ drive }: Driver, signal = never) {
  const { frame, channels } = recording(3000)
  const options = { reference: { from: 0, to: 2000 } }
  const fitted = await drive((allocate) => telltale.fitSteps!(frame, channels, options, allocate), signal)
  const scorer = fitted.scorer()
  const blocks = []
  for (const [from, to] of [[0, 1200], [1200, 1300], [1300, 3000]]) {
    const part: Frame = { time: frame.time.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) }
    blocks.push(await drive((allocate) => scorer.pushSteps!(part, allocate), signal))
  }
  return { state: fitted.state, blocks }
}

function* ask(pieces: readonly Piece[]): Steps<readonly unknown[]> {
  return yield pieces
}

describe('steps that are driven on several cores', () => {
  it.each([1, 3])('give the same to the bit with %i threads as with none', async (count) => {
    const expected = await learnAndScore(driveAlone)
    expect(await learnAndScore(driver(beside, count))).toEqual(expected)
    expect(expected.state).toEqual(telltale.fit(recording(3000).frame, recording(3000).channels, { reference: { from: 0, to: 2000 } }).state)
  })

  it.each([
    ['has no root', root('./there is none.ts')],
    ['dies with the piece that it took', root('./testing/thatDies.ts')],
    ['takes everything and never answers', root('./testing/thatHangs.ts')],
  ])('are done here where a thread %s', async (_, entry) => {
    expect(await learnAndScore(driver(entry))).toEqual(await learnAndScore(driveAlone))
  })

  it('let a thread do pieces: the worker alone does not do all of them', async () => {
    const { frame, channels } = recording(3000)
    let here = 0
    const counted = (steps: Steps<unknown>): Steps<unknown> =>
      (function* () {
        let step = steps.next([])
        while (!step.done) {
          const results = yield step.value.map(({ work, input }) => ({ input, work: { name: work.name, run: (given: unknown) => (here++, work.run(given)) } }))
          step = steps.next(results)
        }
        return step.value
      })()
    const all = (begin: () => Steps<unknown>) => {
      here = 0
      runHere(counted(begin()))
      return here
    }
    const begin = (allocate = plainMemory) => telltale.fitSteps!(frame, channels, { reference: 'whole' }, allocate)
    const pieces = all(begin)
    const one = driver(beside)
    // The thread is up when it has done something: until then the same is asked again.
    do {
      here = 0
      await one.drive((allocate) => counted(begin(allocate)), never)
    } while (here === pieces)
    expect(here).toBeLessThan(pieces)
  })

  it('say what a piece of work throws, with its code', async () => {
    const { frame, channels } = recording(20)
    await expect(driver(beside).drive((allocate) => telltale.fitSteps!(frame, channels, { reference: 'whole' }, allocate), never)).rejects.toMatchObject({ code: 'not_enough_history' })
    const broken: Work<unknown, unknown> = { name: 'unknown to the thread', run: () => { throw new Error('broken here') } }
    await expect(driver(beside).drive(() => ask([{ work: broken, input: 1 }, { work: broken, input: 2 }]), never)).rejects.toThrow('broken here')
  })

  it('stop between two pieces when they are cancelled', async () => {
    const abort = new AbortController()
    let done = 0
    const work: Work<unknown, unknown> = { name: 'unknown to the thread', run: () => { if (++done === 2) abort.abort(new Error('enough')) } }
    await expect(driver(root('./testing/thatDies.ts')).drive(() => ask(Array.from({ length: 9 }, (_, input) => ({ work, input }))), abort.signal)).rejects.toThrow('enough')
    expect(done).toBe(2)
    done = 0
    const again = new AbortController()
    const alone: Work<unknown, unknown> = { name: 'here', run: () => { if (++done === 2) again.abort(new Error('enough')) } }
    await expect(driveAlone.drive(() => ask(Array.from({ length: 9 }, (_, input) => ({ work: alone, input }))), again.signal)).rejects.toThrow('enough')
    expect(done).toBe(2)
  })

  it('start no thread for little work, on one core, or where there is no root', () => {
    const large = { entry: beside, values: 1e7, cores: 2 }
    for (const little of [{ ...large, values: 1000 }, { ...large, cores: 1 }, { ...large, entry: undefined }]) expect(startDriver(little)).toBe(driveAlone)
    const started = startDriver(large)
    open.push(started)
    expect(started).not.toBe(driveAlone)
  })
})
