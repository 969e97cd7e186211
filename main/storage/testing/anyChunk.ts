import fc from 'fast-check'
import type { Parts } from '../chunks/parts.ts'
import type { Columns } from '../chunks/points.ts'

const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -30_000, max: 30_000 }).map((k) => k / 1000) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(NaN, -0, 0, Infinity, -Infinity) },
)

/** Columns of a chunk as an appender may cut it: regular times, times with gaps, any rising times; decimals, anything, stretches that are missing; flags now and then. */
export const chunkOfAnything: fc.Arbitrary<Columns> = fc
  .record({
    n: fc.integer({ min: 1, max: 4096 }),
    start: fc.constantFrom(0, 1_700_000_000_000, -5_000_000.5),
    step: fc.constantFrom(1, 1000, 1000 / 3, 1 / 12),
    gaps: fc.array(fc.tuple(fc.nat(4095), fc.integer({ min: 1, max: 100_000 })), { maxLength: 4 }),
    jitter: fc.constantFrom(0, 0, 0.5, 0.37),
    seed: fc.array(value, { minLength: 1, maxLength: 200 }),
    missing: fc.array(fc.tuple(fc.nat(4095), fc.integer({ min: 1, max: 400 })), { maxLength: 3 }),
    flags: fc.array(fc.tuple(fc.nat(4095), fc.constantFrom(1, 2)), { maxLength: 6 }),
  })
  .map(({ n, start, step, gaps, jitter, seed, missing, flags }) => {
    const late = new Float64Array(n)
    for (const [at, steps] of gaps) late.fill(steps, at % n)
    let before = -Infinity
    const time = Float64Array.from({ length: n }, (_, i) => {
      const t = start + (i + late[i]!) * step + jitter * step * ((i * 7919) % 13) / 13 + 0
      before = t > before ? t : before + Math.max(step, 1)
      return before
    })
    const points = { time, value: Float64Array.from(time, (_, i) => seed[(i * 7) % seed.length]!), quality: new Uint8Array(n) }
    for (const [at, length] of missing) points.value.fill(NaN, at % n, (at % n) + length)
    for (const [at, flag] of flags) points.quality[at % n] = flag
    return points
  })

/** Parts that outlive the next call. */
export function copyOf({ count, n, t0, t1, min, max, worst }: Parts): Parts {
  return { count, n: n.slice(), t0: t0.slice(), t1: t1.slice(), min: min.slice(), max: max.slice(), worst: worst.slice() }
}
