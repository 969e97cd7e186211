import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunkOfAnything, copyOf } from '../testing/anyChunk.ts'
import { toHeaderTable } from './header.ts'
import { partsOf, type Parts } from './parts.ts'
import { after, type Columns } from './points.ts'
import { summarise } from './summary.ts'
import { viewFold } from './viewFold.ts'

/** Chunks one behind the other, and a stretch that cuts the first and the last of them. */
const stretch = fc.record({
  chunks: fc.array(chunkOfAnything, { minLength: 1, maxLength: 4 }).map(oneBehindTheOther),
  from: fc.double({ min: -0.2, max: 0.6, noNaN: true }),
  to: fc.double({ min: 0.6, max: 1.2, noNaN: true }),
  buckets: fc.integer({ min: 1, max: 300 }),
})

function oneBehindTheOther(chunks: Columns[]): Columns[] {
  let behind = chunks[0]!.time[0]! - 1
  return chunks.map((chunk) => {
    const shift = behind + 1000 - chunk.time[0]!
    const moved: number[] = []
    for (const t of chunk.time) moved.push(moved.length > 0 && !(t + shift > moved.at(-1)!) ? after(moved.at(-1)!) : t + shift)
    behind = moved.at(-1)!
    return { ...chunk, time: Float64Array.from(moved, (t) => t + 0) }
  })
}

function viewOf(chunks: readonly Columns[], { from, to }: { from: number; to: number }, buckets: number, parts: (chunk: Columns) => Parts | null) {
  const table = toHeaderTable(chunks.map((chunk) => ({ ...summarise(chunk), bytes: 0, checksum: 0, data: 0 })))
  const fold = viewFold({ from, to }, buckets)
  let looked = 0
  const step = table.length / chunks.length
  for (const [index, chunk] of chunks.entries()) {
    if (fold.addWhole(table, index * step)) continue
    const stored = parts(chunk)
    const expected = stored ? fold.asksForPoints(stored) : true
    const before = looked
    fold.addCut(stored, 2, () => {
      looked++
      return chunk
    })
    // points that a caller fetched beforehand, or did not, are just what is looked at
    expect(looked - before).toBe(expected ? 1 : 0)
  }
  return { view: fold.result(), looked }
}

it('shows the same with stored parts as without, and just the points from the first to the last of each bucket', () => {
  fc.assert(
    fc.property(stretch, ({ chunks, buckets, ...share }) => {
      const [start, end] = [chunks[0]!.time[0]!, chunks.at(-1)!.time.at(-1)!]
      const from = start + (end - start) * share.from
      const to = start + (end - start) * share.to + 1
      const { view } = viewOf(chunks, { from, to }, buckets, () => null)
      const again = viewOf(chunks, { from, to }, buckets, (chunk) => copyOf(partsOf(chunk, 2)))
      expect(again.view).toEqual(view)
      const width = (to - from) / buckets
      const all = chunks.flatMap(({ time, value, quality }) => [...time].map((t, i) => ({ t, v: value[i]!, q: quality[i]! }))).filter(({ t }) => t >= from && t < to)
      let k = 0
      for (let row = 0; row < view.count.length; row++) {
        const rows = all.slice(k, k + view.count[row]!)
        k += rows.length
        const there = rows.map(({ v }) => v).filter((v) => !Number.isNaN(v))
        expect([view.first[row], view.last[row]]).toEqual([rows[0]!.t, rows.at(-1)!.t])
        expect(view.min[row]! + 0).toBe(there.length === 0 ? NaN : Math.min(...there) + 0)
        expect(view.max[row]! + 0).toBe(there.length === 0 ? NaN : Math.max(...there) + 0)
        expect(view.quality[row]).toBe(Math.max(...rows.map(({ q }) => q)))
        // borders lie at equal widths, give or take an eighth
        expect(rows.at(-1)!.t - rows[0]!.t).toBeLessThanOrEqual(1.25 * width * (1 + 1e-9))
      }
      expect(k).toBe(all.length)
      expect(view.count.length).toBeLessThanOrEqual(buckets)
    }),
    { numRuns: 150 },
  )
})

it('looks at no points where a part is shorter than an eighth of a bucket', () => {
  const time = Float64Array.from({ length: 4096 }, (_, i) => i * 1000)
  const chunk = { time, value: time.map((t) => Math.sin(t)), quality: new Uint8Array(4096) }
  const parts = () => copyOf(partsOf(chunk, 0))
  const all = { from: 0, to: 4_096_000 }
  expect(viewOf([chunk], all, 4, parts).looked).toBe(0)
  expect(viewOf([chunk], all, 50, parts).looked).toBe(1)
})
