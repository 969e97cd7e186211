import { describe, expect, it } from 'vitest'
import type { OpenStore } from '../conformance.ts'
import { bits, everything, fresh, part, points, wave } from './stores.ts'

export function telemetryConformance(open: OpenStore): void {
  describe('telemetry', () => {
    it('gives back every float64 to the bit, NaN payloads, -0, infinities and denormals too', async () => {
      const store = await fresh(open)
      const value = new Float64Array(8)
      const words = new BigUint64Array(value.buffer)
      words.set([0x7ff8000000000000n, 0x7ff0000000000001n, 0xfff8dead0000beefn, 0x8000000000000000n, 0x7ff0000000000000n, 0xfff0000000000000n, 1n, 0x7fefffffffffffffn])
      const before = bits(value)
      await store.telemetry.append([{ series: 1, time: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]), value }])
      expect(bits((await everything(store, 1)).value)).toEqual(before)
      // and again through the path that merges late points
      await store.telemetry.append([{ series: 1, ...points([3.5], [1]) }])
      expect(bits((await everything(store, 1)).value).filter((_, i) => i !== 3)).toEqual(before)
    })

    it('keeps times between milliseconds and before 1970 exactly', async () => {
      const store = await fresh(open)
      const time = Float64Array.from([-62_135_596_800_000, -1.5, 0, 1 / 3, 1_700_000_000_000 + 1 / 12, 253_402_300_799_999])
      await store.telemetry.append([{ series: 3, time, value: new Float64Array(6) }])
      expect(bits((await everything(store, 3)).time)).toEqual(bits(time))
    })

    it('reads from <= t < to, oldest first, at most the limit', async () => {
      const store = await fresh(open)
      const all = wave(10_000)
      await store.telemetry.append([{ series: 1, ...all }])
      const [from, to] = [all.time[4000]!, all.time[8200]!]
      expect(await store.telemetry.read(1, from, to)).toEqual(part(all, 4000, 8200))
      expect(await store.telemetry.read(1, from, to, 200)).toEqual(part(all, 4000, 4200))
      expect((await store.telemetry.read(1, to, from)).time).toHaveLength(0)
      expect(await store.telemetry.ends([2, 1, 1])).toEqual([null, all.time[9999], all.time[9999]])
      for (const room of [0, 200, 4200, 5000]) {
        const target = { time: new Float64Array(room), value: new Float64Array(room), quality: new Uint8Array(room).fill(9) }
        const n = await store.telemetry.readInto(1, from, to, target)
        expect(n).toBe(Math.min(room, 4200))
        expect(part(target, 0, n)).toEqual(part(all, 4000, 4000 + n))
        expect(await store.telemetry.readInto(1, from, to, { time: target.time.fill(0), value: target.value })).toBe(n)
        expect(target.time.subarray(0, n)).toEqual(part(all, 4000, 4000 + n).time)
      }
      await expect(store.telemetry.readInto(1, from, to, { time: new Float64Array(2), value: new Float64Array(1) })).rejects.toMatchObject({ code: 'bad_input' })
      expect((await store.telemetry.read(2, from, to)).time).toHaveLength(0)
    })

    it('refuses a range that is not a number', async () => {
      const store = await fresh(open)
      await expect(store.telemetry.read(1, NaN, 5)).rejects.toMatchObject({ code: 'bad_input' })
      await expect(store.telemetry.view(1, 0, NaN, 100)).rejects.toMatchObject({ code: 'bad_input' })
    })

    it('scans everything once in bounded blocks, also while more is appended', async () => {
      const store = await fresh(open)
      const all = wave(200_000)
      await store.telemetry.append([{ series: 1, ...part(all, 0, 150_000) }])
      let n = 0
      let last = -Infinity
      for await (const block of store.telemetry.scan(1, -Infinity, Infinity)) {
        if (n === 0) await store.telemetry.append([{ series: 1, ...part(all, 150_000, 200_000) }])
        expect(block.time.length).toBeLessThanOrEqual(100_000)
        expect(block.time[0]).toBeGreaterThan(last)
        last = block.time.at(-1)!
        n += block.time.length
      }
      expect(n).toBe(200_000)
    })

    it('changes nothing when the same points come again', async () => {
      const store = await fresh(open)
      const all = wave(9000)
      await store.telemetry.append([{ series: 1, ...all }])
      const hash = await store.telemetry.contentHash(1)
      const [again] = await store.telemetry.append([{ series: 1, ...all }])
      expect(again).toEqual({ accepted: 0, duplicate: 9000, conflicts: new Uint32Array() })
      expect(await store.telemetry.contentHash(1)).toBe(hash)
    })

    it('merges late points into the order of time', async () => {
      const store = await fresh(open)
      const all = wave(12_000)
      const isLate = (i: number) => i % 3 === 1 || i < 10
      const pick = (wanted: (i: number) => boolean) => points([...all.time].filter((_, i) => wanted(i)), [...all.value].filter((_, i) => wanted(i)))
      await store.telemetry.append([{ series: 1, ...pick((i) => !isLate(i)) }])
      const late = pick(isLate)
      const [result] = await store.telemetry.append([{ series: 1, ...late }])
      expect(result).toMatchObject({ accepted: late.time.length, duplicate: 0 })
      expect(await everything(store, 1)).toEqual(all)
    })

    it('reports a point whose time holds another value, and keeps the stored one', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...points([10, 20, 30], [1, 2, 3]) }])
      const [result] = await store.telemetry.append([{ series: 1, ...points([10, 20, 25, 30], [1, 99, 2.5, 3]) }])
      expect(result).toEqual({ accepted: 1, duplicate: 2, conflicts: Uint32Array.from([1]) })
      expect((await everything(store, 1)).value).toEqual(Float64Array.from([1, 2, 2.5, 3]))
    })

    it('replaces it when asked to, and counts it as accepted', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...points([10, 20, 30], [1, 2, 3]) }])
      const [result] = await store.telemetry.append([{ series: 1, ...points([20, 20, 30], [5, 6, 3]) }], { onConflict: 'replace' })
      expect(result).toEqual({ accepted: 2, duplicate: 1, conflicts: new Uint32Array() })
      expect((await everything(store, 1)).value).toEqual(Float64Array.from([1, 6, 3]))
    })

    it('tells a changed quality flag and another NaN from a duplicate', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...points([1, 2, 3], [1, NaN, 0]) }])
      const [result] = await store.telemetry.append([{ series: 1, ...points([1, 2, 3], [1, NaN, -0], [2, 0, 0]) }])
      expect(result).toEqual({ accepted: 0, duplicate: 1, conflicts: Uint32Array.from([0, 2]) })
    })

    it('takes each time of a batch once: repeats are duplicates or conflicts', async () => {
      const store = await fresh(open)
      const [result] = await store.telemetry.append([{ series: 1, ...points([1, 1, 2, 2], [5, 5, 6, 7]) }])
      expect(result).toEqual({ accepted: 2, duplicate: 1, conflicts: Uint32Array.from([3]) })
    })

    it.each([
      ['descending times', points([2, 1], [0, 0])],
      ['a time that is not a number', points([NaN], [0])],
      ['an infinite time', points([1, Infinity], [0, 0])],
      ['a time of minus infinity', points([-Infinity], [0])],
      ['another number of values', points([1, 2], [0])],
      ['another number of flags', points([1, 2], [0, 0], [0])],
      ['an unknown flag', points([1], [0], [3])],
    ])('refuses %s and stores nothing of the whole call', async (_what, batch) => {
      const store = await fresh(open)
      await expect(store.telemetry.append([{ series: 1, ...wave(10) }, { series: 2, ...batch }])).rejects.toMatchObject({ code: 'bad_input' })
      expect((await store.telemetry.info([1]))[0]).toMatchObject({ n: 0 })
    })

    it('commits the checkpoint with its points, or neither', async () => {
      const store = await fresh(open)
      expect(await store.telemetry.checkpoint('import 1')).toBeNull()
      await store.telemetry.append([{ series: 1, ...wave(5) }], { checkpoint: { key: 'import 1', state: { line: 5 } } })
      expect(await store.telemetry.checkpoint('import 1')).toEqual({ line: 5 })
      await expect(store.telemetry.append([{ series: 1, ...points([NaN], [0]) }], { checkpoint: { key: 'import 1', state: { line: 6 } } })).rejects.toThrow()
      expect(await store.telemetry.checkpoint('import 1')).toEqual({ line: 5 })
      await store.telemetry.append([], { checkpoint: { key: 'import 1', state: null } })
      expect(await store.telemetry.checkpoint('import 1')).toBeNull()
    })

    it('goes on only from the checkpoint that the writer knows, so that two cannot do the same work', async () => {
      const store = await fresh(open)
      const block = (start: number) => [{ series: 1, ...wave(5, start) }]
      await store.telemetry.append(block(0), { checkpoint: { key: 'k', state: { next: 1, words: 'é' }, after: null } })
      await expect(store.telemetry.append(block(10_000), { checkpoint: { key: 'k', state: { next: 1 }, after: null } })).rejects.toMatchObject({ code: 'conflict' })
      const kept = await store.telemetry.checkpoint('k')
      await store.telemetry.append(block(10_000), { checkpoint: { key: 'k', state: { next: 2 }, after: kept } })
      await expect(store.telemetry.append(block(20_000), { checkpoint: { key: 'k', state: { next: 2 }, after: kept } })).rejects.toMatchObject({ code: 'conflict' })
      expect((await store.telemetry.info([1]))[0]!.n).toBe(10)
      expect(await store.telemetry.checkpoint('k')).toEqual({ next: 2 })
    })

    it('describes each series asked for, in that order, empty ones too', async () => {
      const store = await fresh(open)
      const all = wave(5000, 1000, 250)
      await store.telemetry.append([{ series: 7, ...all }])
      const [empty, full] = await store.telemetry.info([8, 7])
      expect(empty).toEqual({ series: 8, n: 0, start: null, end: null, min: null, max: null, interval: null, bytes: 0 })
      expect(full).toMatchObject({ series: 7, n: 5000, start: 1000, end: 1000 + 4999 * 250, min: Math.min(...all.value), max: Math.max(...all.value), interval: 250 })
      expect(full!.bytes).toBeGreaterThan(0)
    })

    it('computes statistics from every stored point, and null where there is nothing to say', async () => {
      const store = await fresh(open)
      // NIST StRD "NumAcc4": mean 10000000.2, standard deviation 0.1, famous for breaking naive sums of squares
      const value = [10_000_000.2, ...Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 10_000_000.1 : 10_000_000.3))]
      await store.telemetry.append([{ series: 1, ...points(value.map((_, i) => i), value) }, { series: 2, ...points([1, 2], [NaN, NaN]) }, { series: 3, ...points([1], [4]) }])
      const all = await store.telemetry.statistics(1, -Infinity, Infinity)
      expect(all).toMatchObject({ n: 1001, missing: 0, min: 10_000_000.1, max: 10_000_000.3 })
      expect(all.mean).toBeCloseTo(10_000_000.2, 6)
      expect(all.std).toBeCloseTo(0.1, 7)
      expect(await store.telemetry.statistics(2, 0, 10)).toEqual({ n: 2, missing: 2, min: null, max: null, mean: null, std: null })
      expect(await store.telemetry.statistics(3, 0, 10)).toEqual({ n: 1, missing: 0, min: 4, max: 4, mean: 4, std: null })
      expect(await store.telemetry.statistics(4, 0, 10)).toEqual({ n: 0, missing: 0, min: null, max: null, mean: null, std: null })
    })

    it('aggregates on the clock: minimum, maximum, mean, count of each hour that holds points', async () => {
      const store = await fresh(open)
      const hour = 3_600_000
      await store.telemetry.append([{ series: 1, ...points([10, hour - 1, hour, 5 * hour + 7], [1, 3, 10, NaN]) }])
      const result = await store.telemetry.aggregate(1, 0, 10 * hour, hour)
      expect(result).toEqual({
        start: Float64Array.from([0, hour, 5 * hour]),
        min: Float64Array.from([1, 10, NaN]),
        max: Float64Array.from([3, 10, NaN]),
        mean: Float64Array.from([2, 10, NaN]),
        count: Uint32Array.from([2, 1, 1]),
      })
      await expect(store.telemetry.aggregate(1, 0, 10, 0)).rejects.toMatchObject({ code: 'bad_input' })
      await expect(store.telemetry.aggregate(1, 0, 1e15, 1e-3)).rejects.toMatchObject({ code: 'bad_input' })
    })

    it('shows raw points where they fit into the buckets, and min/max buckets where they do not', async () => {
      const store = await fresh(open)
      const all = wave(50_000)
      all.value[31_234] = 1e6
      all.quality[20_000] = 2
      await store.telemetry.append([{ series: 1, ...all }])
      const raw = await store.telemetry.view(1, all.time[100]!, all.time[600]!, 500)
      expect(raw).toEqual({ raw: true, ...part(all, 100, 600) })
      const view = await store.telemetry.view(1, all.time[0]!, all.time.at(-1)! + 1, 500)
      if (view.raw) throw new Error('50,000 points in 500 buckets cannot be raw')
      expect(view.min.length).toBeLessThanOrEqual(500)
      expect(view.min.length).toBeGreaterThan(250)
      expect(Math.max(...view.max)).toBe(1e6)
      expect(Math.max(...view.quality)).toBe(2)
      expect(view.count.reduce((a, b) => a + b, 0)).toBe(50_000)
      await expect(store.telemetry.view(1, 0, 1, 0)).rejects.toMatchObject({ code: 'bad_input' })
    })

    it('leaves empty buckets out: a gap is a gap', async () => {
      const store = await fresh(open)
      const early = wave(10_000, 0, 1)
      const late = wave(10_000, 1_000_000, 1)
      await store.telemetry.append([{ series: 1, ...early }, { series: 1, ...late }])
      const view = await store.telemetry.view(1, 0, 1_010_000, 1000)
      if (view.raw) throw new Error('20,000 points in 1000 buckets cannot be raw')
      expect(view.first.length).toBeLessThan(30)
      // no bucket reaches across the gap
      expect([...view.first].every((t, i) => view.last[i]! < 10_000 || t >= 1_000_000)).toBe(true)
    })

    it('views an open stretch: from the first to the last point', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...wave(10_000) }])
      const view = await store.telemetry.view(1, -Infinity, Infinity, 100)
      if (view.raw) throw new Error('10,000 points in 100 buckets cannot be raw')
      expect(view.count.length).toBeGreaterThan(50)
      expect(view.count.reduce((a, b) => a + b, 0)).toBe(10_000)
    })

    it('counts before it removes, and removes what it counted', async () => {
      const store = await fresh(open)
      const all = wave(20_000)
      await store.telemetry.append([{ series: 1, ...all }, { series: 2, ...all }])
      const [from, to] = [all.time[1000]!, all.time[15_000]!]
      expect(await store.telemetry.countRange([1, 2, 3], from, to)).toBe(28_000)
      expect(await store.telemetry.remove([1, 3], from, to)).toBe(14_000)
      expect(await store.telemetry.countRange([1, 2], from, to)).toBe(14_000)
      const left = await everything(store, 1)
      expect([...left.time]).toEqual([...all.time.slice(0, 1000), ...all.time.slice(15_000)])
      expect(await everything(store, 2)).toEqual(all)
      // what was removed can come back
      await store.telemetry.append([{ series: 1, ...all }])
      expect(await store.telemetry.contentHash(1)).toBe(await store.telemetry.contentHash(2))
    })

    it('hashes the content, not the way it was cut', async () => {
      const store = await fresh(open)
      const all = wave(10_000)
      await store.telemetry.append([{ series: 1, ...all }])
      for (let from = 0; from < 10_000; from += 777) await store.telemetry.append([{ series: 2, ...part(all, from, from + 777) }])
      await store.telemetry.append([{ series: 3, ...part(all, 5000, 10_000) }])
      await store.telemetry.append([{ series: 3, ...part(all, 0, 6000) }])
      const hash = await store.telemetry.contentHash(1)
      expect(await store.telemetry.contentHash(2)).toBe(hash)
      expect(await store.telemetry.contentHash(3)).toBe(hash)
      all.quality[17] = 1
      await store.telemetry.append([{ series: 4, ...all }])
      expect(await store.telemetry.contentHash(4)).not.toBe(hash)
    })

    it('hashes as documented: SHA-256 over the SHA-256 of times, values and flags', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...points([0, 1], [1, 2], [0, 1]) }])
      // computed with Python's struct and hashlib
      expect(await store.telemetry.contentHash(1)).toBe('1f2df6ac20c6eb19faedd560eda3eb54dc2c35a889a7153bf04b6ab863caea72')
    })

    it('finds nothing wrong with what it stored', async () => {
      const store = await fresh(open)
      await store.telemetry.append([{ series: 1, ...wave(10_000) }])
      await store.telemetry.append([{ series: 1, ...wave(3000, 1_600_000_000_500) }])
      await store.telemetry.remove([1], 1_600_000_100_000, 1_600_000_200_000)
      expect(await store.check()).toEqual({ ok: true, problems: [] })
      expect(await store.health()).toMatchObject({ healthy: true })
    })
  })
}
