import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align, chooseClock, createAligner, type TagPoints } from './align.ts'

const tag = (time: number[], value: number[]): TagPoints => ({ time: Float64Array.from(time), value: Float64Array.from(value) })

describe('align', () => {
  it('passes tags that share their times through untouched', () => {
    const a = tag([0, 10, 25], [1, 2, 3])
    const b = tag([0, 10, 25], [4, NaN, 6])
    const frame = align([a, b])
    expect(frame.time).toBe(a.time)
    expect(frame.columns[1]).toBe(b.value)
  })

  it('holds the previous value on a grid at the median interval, up to the maximum age', () => {
    const fast = tag([0, 1000, 2000, 3000, 4000, 20_000], [1, 2, 3, 4, 5, 6])
    const slow = tag([500, 1500, 3500], [10, 20, 30])
    const frame = align([fast, slow])
    expect([...frame.time.subarray(0, 5)]).toEqual([0, 1000, 2000, 3000, 4000])
    expect([...frame.columns[0].subarray(0, 12)]).toEqual([1, 2, 3, 4, 5, 5, 5, 5, 5, 5, NaN, NaN])
    expect([...frame.columns[1].subarray(0, 5)]).toEqual([NaN, 10, 20, 20, 30])
    expect(frame.time[frame.time.length - 1]).toBe(20_000)
  })

  it('has an answer for tags without points and with one point', () => {
    expect(align([]).time).toHaveLength(0)
    expect(align([tag([], []), tag([7], [1])])).toEqual({ time: Float64Array.of(7), columns: [Float64Array.of(NaN), Float64Array.of(1)] })
  })

  it('gives the same rows in any cut', () => {
    const points = fc.array(fc.nat(50_000), { minLength: 2, maxLength: 60 }).map((times) => {
      const time = Float64Array.from(new Set(times)).sort()
      return { time, value: time.map((t) => Math.sin(t)) }
    })
    fc.assert(
      fc.property(fc.tuple(points, points, points), fc.array(fc.nat(50_000), { maxLength: 4 }), (tags, cuts) => {
        const clock = chooseClock(tags)
        fc.pre(clock !== undefined && clock.kind === 'grid')
        if (!clock) return
        const whole = align(tags, clock)
        const aligner = createAligner(tags.length, clock)
        const bounds = [...cuts.toSorted((a, b) => a - b), Infinity]
        let from = -Infinity
        const pieces = bounds.map((until) => {
          const piece = tags.map(({ time, value }) => {
            const keep = (i: number) => time[i] >= from && time[i] < until
            return { time: time.filter((_, i) => keep(i)), value: value.filter((_, i) => keep(i)) }
          })
          from = until
          return aligner.push(piece, until)
        })
        expect(pieces.flatMap((piece) => [...piece.time])).toEqual([...whole.time])
        tags.forEach((_, t) => expect(pieces.flatMap((piece) => [...piece.columns[t]])).toEqual([...whole.columns[t]]))
      }),
    )
  })
})
