import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenStore } from '../conformance.ts'
import type { Points } from '../ports.ts'
import { bits, everything } from './stores.ts'

interface Step {
  readonly batch: Points
  readonly replace: boolean
}

/** Values that codecs treat in different ways, mixed. */
const anyValue = fc.oneof(
  fc.double(),
  fc.integer({ min: -1000, max: 1000 }).map((k) => k / 100),
  fc.constantFrom(NaN, -0, 0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.float({ noNaN: true }),
)

/** Few different times, so that batches meet; some between milliseconds. */
const anyTime = fc.integer({ min: 0, max: 400 }).map((k) => 1_700_000_000_000 + (k * 1000) / 8)

const step: fc.Arbitrary<Step> = fc
  .tuple(fc.array(fc.tuple(anyTime, anyValue, fc.constantFrom(0, 0, 0, 1, 2)), { maxLength: 120 }), fc.boolean())
  .map(([rows, replace]) => {
    const sorted = rows.toSorted((a, b) => a[0] - b[0])
    return {
      batch: { time: Float64Array.from(sorted, (row) => row[0]), value: Float64Array.from(sorted, (row) => row[1]), quality: Uint8Array.from(sorted, (row) => row[2]) },
      replace,
    }
  })

/** Long enough for chunks that have parts; they overlap, with one sample in each second, between two, or at odd times. */
const longStep: fc.Arbitrary<Step | { readonly remove: readonly [number, number] }> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ start: fc.integer({ min: 0, max: 20_000 }), n: fc.integer({ min: 1, max: 14_000 }), every: fc.constantFrom(1, 1, 2, 7), beside: fc.constantFrom(0, 0, 0.5), odd: fc.constantFrom(0, 0, 0.3), values: fc.array(anyValue, { minLength: 1, maxLength: 300 }), flags: fc.array(fc.nat(), { maxLength: 4 }), replace: fc.boolean() })
      .map(({ start, n, every, beside, odd, values, flags, replace }) => {
        const time = Float64Array.from({ length: n }, (_, i) => 1_700_000_000_000 + 1000 * (start + i * every + beside + odd * ((i * 7919) % 13) / 13))
        const value = Float64Array.from(time, (_, i) => (i % 5000 < 300 ? values[i % values.length]! : values[(i * 7) % values.length]! + Math.sin(i / 40)))
        const quality = new Uint8Array(n)
        for (const [k, flag] of flags.entries()) quality[flag % n] = 1 + (k % 2)
        return { batch: { time, value, quality }, replace }
      }),
  },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 9000 })).map(([start, n]) => ({ remove: [1_700_000_000_000 + 1000 * start, 1_700_000_000_000 + 1000 * (start + n)] as const })) },
)
const zoom = fc.record({ a: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), b: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), buckets: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2000 })) })

type Model = Map<number, { bits: string; value: number; quality: number }>

/** What the port promises, in the plainest words. */
function applyToModel(model: Model, { batch, replace }: Step) {
  const result = { accepted: 0, duplicate: 0, conflicts: [] as number[] }
  const valueBits = bits(batch.value)
  for (const [i, t] of batch.time.entries()) {
    const there = model.get(t)
    const point = { bits: valueBits[i]!, value: batch.value[i]!, quality: batch.quality![i]! }
    if (there && there.bits === point.bits && there.quality === point.quality) result.duplicate++
    else if (there && !replace) result.conflicts.push(i)
    else {
      model.set(t, point)
      result.accepted++
    }
  }
  return result
}

function sorted(model: Model) {
  return [...model].toSorted((a, b) => a[0] - b[0]).map(([time, point]) => ({ time, ...point }))
}

export function telemetryProperties(open: OpenStore): void {
  describe('telemetry, any history of appends', () => {
    it('stores what the plainest model stores, and counts as it does', async () => {
      const store = await open()
      let series = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
          series++
          const model: Model = new Map()
          for (const one of steps) {
            const expected = applyToModel(model, one)
            const [actual] = await store.telemetry.append([{ series, ...one.batch }], { onConflict: one.replace ? 'replace' : 'report' })
            expect({ ...actual, conflicts: [...actual!.conflicts] }).toEqual(expected)
          }
          const stored = await everything(store, series)
          const rows = sorted(model)
          expect([...stored.time]).toEqual(rows.map((row) => row.time))
          expect(bits(stored.value)).toEqual(rows.map((row) => row.bits))
          expect([...stored.quality]).toEqual(rows.map((row) => row.quality))
        }),
        { numRuns: 60 },
      )
      expect((await store.check()).problems).toEqual([])
      await store.close()
    })

    it('never loses an extreme, a point or a flag in a view, at any zoom', async () => {
      const store = await open()
      let series = 0
      const stretch = fc.tuple(fc.integer({ min: 5000, max: 30_000 }), fc.constantFrom(1, 250, 1000 / 3), fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3000 }))
      await fc.assert(
        fc.asyncProperty(stretch, fc.array(fc.nat(), { maxLength: 5 }), async ([n, dt, gaps, a, b, buckets], spikes) => {
          series++
          const time = new Float64Array(n)
          const value = new Float64Array(n)
          const quality = new Uint8Array(n)
          for (let i = 0; i < n; i++) {
            time[i] = 1e12 + i * dt + Math.floor((i * (gaps + 1)) / n) * 5000 * dt
            value[i] = i % 97 === 0 ? NaN : Math.sin(i / 40)
          }
          for (const spike of spikes) {
            value[spike % n] = 50 + (spike % 7)
            quality[spike % n] = 2
          }
          await store.telemetry.append([{ series, time, value, quality }])
          const span = time[n - 1]! - time[0]!
          const [from, to] = [time[0]! + span * Math.min(a, b), time[0]! + span * Math.max(a, b) + 1]
          const view = await store.telemetry.view(series, from, to, buckets)
          const inside = [...time.keys()].filter((i) => time[i]! >= from && time[i]! < to)
          if (view.raw) {
            expect(inside.length).toBeLessThanOrEqual(buckets)
            expect([...view.time]).toEqual(inside.map((i) => time[i]))
            expect([...view.value]).toEqual(inside.map((i) => value[i]))
            return
          }
          expect(inside.length).toBeGreaterThan(buckets)
          expect(view.count.length).toBeLessThanOrEqual(buckets)
          let k = 0
          for (let bucket = 0; bucket < view.count.length; bucket++) {
            const rows = inside.slice(k, k + view.count[bucket]!)
            k += rows.length
            const present = rows.map((i) => value[i]!).filter((v) => !Number.isNaN(v))
            expect(view.first[bucket]).toBe(time[rows[0]!])
            expect(view.last[bucket]).toBe(time[rows.at(-1)!])
            expect(view.min[bucket]).toBe(present.length > 0 ? Math.min(...present) : NaN)
            expect(view.max[bucket]).toBe(present.length > 0 ? Math.max(...present) : NaN)
            expect(view.quality[bucket]).toBe(Math.max(...rows.map((i) => quality[i]!)))
            // a bucket is hardly wider than its share of the stretch
            expect(view.last[bucket]! - view.first[bucket]!).toBeLessThanOrEqual((1.3 * (to - from)) / buckets)
          }
          expect(k).toBe(inside.length)
        }),
        { numRuns: 40 },
      )
      await store.close()
    })

    it('shows in each bucket of a view just what is stored from its first to its last point, whatever was appended late, replaced or removed', async () => {
      const store = await open()
      let series = 0
      await fc.assert(
        fc.asyncProperty(fc.array(longStep, { minLength: 1, maxLength: 5 }), fc.array(zoom, { minLength: 3, maxLength: 3 }), async (steps, zooms) => {
          series++
          for (const one of steps) {
            if ('remove' in one) await store.telemetry.remove([series], ...one.remove)
            else await store.telemetry.append([{ series, ...one.batch }], { onConflict: one.replace ? 'replace' : 'report' })
          }
          const all = await everything(store, series)
          if (all.time.length === 0) return
          const [start, end] = [all.time[0]!, all.time.at(-1)!]
          for (const { a, b, buckets } of zooms) {
            const [from, to] = [start + (end - start) * Math.min(a, b), start + (end - start) * Math.max(a, b) + 1]
            const view = await store.telemetry.view(series, from, to, buckets)
            const [first, behind] = [all.time.findIndex((t) => t >= from), all.time.findIndex((t) => t >= to)]
            let k = first < 0 ? all.time.length : first
            const last = behind < 0 ? all.time.length : behind
            if (view.raw) {
              expect(last - k).toBeLessThanOrEqual(buckets)
              expect(view).toEqual({ raw: true, time: all.time.slice(k, last), value: all.value.slice(k, last), quality: all.quality.slice(k, last) })
              continue
            }
            expect(view.count.length).toBeLessThanOrEqual(buckets)
            for (let bucket = 0; bucket < view.count.length; bucket++) {
              const next = k + view.count[bucket]!
              const there = [...all.value.subarray(k, next)].filter((v) => !Number.isNaN(v))
              expect([view.first[bucket], view.last[bucket]]).toEqual([all.time[k], all.time[next - 1]])
              expect(view.min[bucket]! + 0).toBe(there.length > 0 ? Math.min(...there) + 0 : NaN)
              expect(view.max[bucket]! + 0).toBe(there.length > 0 ? Math.max(...there) + 0 : NaN)
              expect(view.quality[bucket]).toBe(Math.max(...all.quality.subarray(k, next)))
              expect(view.last[bucket]! - view.first[bucket]!).toBeLessThanOrEqual((1.25 * (to - from) * (1 + 1e-9)) / buckets)
              k = next
            }
            expect(k).toBe(last)
          }
        }),
        { numRuns: 40 },
      )
      expect((await store.check()).problems).toEqual([])
      await store.close()
    })

    it('agrees with plain sums on statistics and aggregates', async () => {
      const store = await open()
      let series = 0
      await fc.assert(
        fc.asyncProperty(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9000 }), fc.integer({ min: 1, max: 5000 }), async (values, width) => {
          series++
          const value = Float64Array.from({ length: 6000 }, (_, i) => values[i % values.length]! + i)
          const time = Float64Array.from(value, (_, i) => 7 * i)
          await store.telemetry.append([{ series, time, value }])
          const statistics = await store.telemetry.statistics(series, 70, 35_000)
          const inside = Array.from(value.subarray(10, 5000))
          const mean = inside.reduce((a, b) => a + b, 0) / inside.length
          const std = Math.sqrt(inside.reduce((a, b) => a + (b - mean) ** 2, 0) / (inside.length - 1))
          expect(statistics).toMatchObject({ n: inside.length, missing: 0, min: Math.min(...inside), max: Math.max(...inside) })
          expect(Math.abs(statistics.mean! - mean)).toBeLessThanOrEqual(1e-9 * (Math.abs(mean) + std))
          expect(Math.abs(statistics.std! - std)).toBeLessThanOrEqual(1e-9 * std)
          const aggregate = await store.telemetry.aggregate(series, 70, 35_000, width)
          expect(aggregate.count.reduce((a, b) => a + b, 0)).toBe(inside.length)
          for (const [k, start] of aggregate.start.entries()) {
            expect(start % width).toBe(0)
            const rows = inside.filter((_, i) => 7 * (i + 10) >= start && 7 * (i + 10) < start + width)
            if (k % 50 > 0) continue
            expect(aggregate.count[k]).toBe(rows.length)
            expect(aggregate.min[k]).toBe(Math.min(...rows))
            expect(aggregate.max[k]).toBe(Math.max(...rows))
            const sum = rows.reduce((a, b) => a + b, 0)
            expect(Math.abs(aggregate.mean[k]! - sum / rows.length)).toBeLessThanOrEqual(1e-9 * (1 + std + Math.abs(mean)))
          }
        }),
        { numRuns: 15 },
      )
      await store.close()
    })
  })
}
