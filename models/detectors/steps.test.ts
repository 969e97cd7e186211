import { describe, expect, it } from 'vitest'
import type { Channel, Frame } from '../series/frame.ts'
import { plainMemory, runHere, type Piece, type Steps } from './steps.ts'
import { telltale } from './telltale/index.ts'
import { works } from './works.ts'

/** Five noisy channels of a plant that stops now and then, with a switch, missing values and a pause. */
function frameOf(rows: number): { frame: Frame; channels: Channel[] } {
  let seed = 5
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const runs = Float64Array.from({ length: rows }, (_, i) => (i % 700 < 40 ? 0 : 1))
  const columns = Array.from({ length: 5 }, (_, c) => Float64Array.from({ length: rows }, (_, i) => (random() > 0.48 ? NaN : runs[i] * (20 + c + Math.sin(i / (20 + c)) + random()))))
  const channels = [...columns.map((_, c): Channel => ({ name: `c${c}`, unit: '', kind: 'analogue' })), { name: 'runs', unit: '', kind: 'binary' } as const]
  return { frame: { time: Float64Array.from({ length: rows }, (_, i) => (i + (i > 900 ? 500 : 0)) * 1000), columns: [...columns, runs] }, channels }
}

/** The last piece first, each on a copy of its input, as a thread gets it. Writes down what was asked for. */
function runElsewhere<Result>(steps: Steps<Result>, asked: Piece[]): Result {
  let step = steps.next([])
  while (!step.done) {
    asked.push(...step.value)
    const results = step.value.toReversed().map(({ work, input }) => works.get(work.name)!.run(structuredClone(input)))
    step = steps.next(results.toReversed())
  }
  return step.value
}

describe('a detector in steps', () => {
  it.each([
    ['a reference that holds parts out', 2400, { from: 100, to: 1900 }],
    ['a short reference', 900, { from: 0, to: 700 }],
    ['a whole history', 2400, 'whole' as const],
  ])('learns and scores the same to the bit, whatever the order of the pieces, on copies: %s', (_, rows, reference) => {
    const { frame, channels } = frameOf(rows)
    const asked: Piece[] = []
    const here = telltale.fit(frame, channels, { reference })
    const there = runElsewhere(telltale.fitSteps!(frame, channels, { reference }, plainMemory), asked)
    expect(there.state).toEqual(here.state)
    const [one, other] = [here.scorer(), there.scorer()]
    for (let from = 0; from < rows; from += 611) {
      const block: Frame = { time: frame.time.subarray(from, from + 611), columns: frame.columns.map((column) => column.subarray(from, from + 611)) }
      expect(runElsewhere(other.pushSteps!(block, plainMemory), asked)).toEqual(one.push(block))
      expect(other.checkpoint()).toEqual(one.checkpoint())
    }
    // Every kind of work that was asked for is one that a thread knows, and the other way round.
    expect(new Set(asked.map(({ work }) => work.name))).toEqual(new Set(works.keys()))
  })

  it('may have its pieces done twice: they change nothing that they are given', () => {
    const { frame, channels } = frameOf(1600)
    const twice = <Result>(steps: Steps<Result>): Result => {
      let step = steps.next([])
      while (!step.done) step = steps.next(step.value.map(({ work, input }) => (work.run(input), work.run(input))))
      return step.value
    }
    const options = { reference: { from: 0, to: 1200 } }
    const fitted = telltale.fit(frame, channels, options)
    expect(twice(telltale.fitSteps!(frame, channels, options, plainMemory)).state).toEqual(fitted.state)
    const [once, again] = [fitted.scorer(), fitted.scorer()]
    for (const block of [frame, { ...frame, time: frame.time.map((t) => t + 1e7) }]) expect(twice(again.pushSteps!(block, plainMemory))).toEqual(once.push(block))
  })

  it('passes on what a piece of work throws', () => {
    const work = { name: 'broken', run: () => { throw new Error('no') } }
    function* steps(): Steps<number> {
      yield [{ work, input: 1 }]
      return 1
    }
    expect(() => runHere(steps())).toThrow('no')
  })
})
