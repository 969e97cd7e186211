import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chunkSize, encodeChunk } from './codec.ts'
import { packer } from './packVectors.ts'
import { decodeParts, encodeParts, hasParts, partDifferences, partSize, partsOf, type Parts } from './parts.ts'
import type { Columns } from './points.ts'
import { chunkOfAnything, copyOf } from '../testing/anyChunk.ts'

/** What an append stores, and what a view has of it. */
function stored(points: Columns, plainly = false) {
  const { blob, step, summary, parts } = encodeChunk(points, plainly ? null : packer)
  const checksum = crc32(blob)
  const header = { t0: summary.t0, n: summary.n, checksum }
  return { header, blob: encodeParts(parts ?? partsOf(points, summary.worst), step, checksum).slice() }
}

describe('the parts of a chunk', () => {
  it('say what plain arithmetic says', () => {
    fc.assert(
      fc.property(chunkOfAnything, (points) => {
        const parts = partsOf(points, 2)
        const n = points.time.length
        expect(parts.count).toBe(Math.ceil(n / partSize))
        for (let k = 0; k < parts.count; k++) {
          const [from, to] = [k * partSize, Math.min(n, (k + 1) * partSize)]
          const there = [...points.value.subarray(from, to)].filter((v) => !Number.isNaN(v))
          expect([parts.n[k], parts.t0[k], parts.t1[k]]).toEqual([to - from, points.time[from], points.time[to - 1]])
          expect(parts.min[k]! + 0).toBe(there.length === 0 ? NaN : Math.min(...there) + 0)
          expect(parts.max[k]! + 0).toBe(there.length === 0 ? NaN : Math.max(...there) + 0)
          expect(parts.worst[k]).toBe(Math.max(...points.quality.subarray(from, to)))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('are the same by vectors and by the plain loop, and come back from their blob', () => {
    expect(packer).not.toBeNull()
    fc.assert(
      fc.property(chunkOfAnything, (points) => {
        const plain = copyOf(partsOf(points, 2, null))
        expect(partDifferences(plain, partsOf(points, 2))).toEqual([])
        for (const { header, blob } of [stored(points), stored(points, true)]) {
          const back = decodeParts(blob, header)
          expect(back && partDifferences(plain, back)).toEqual([])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('are taken for none when the blob is damaged, cut, or of other points', () => {
    fc.assert(
      fc.property(chunkOfAnything, fc.nat(), fc.integer({ min: 1, max: 255 }), (points, at, flip) => {
        const { header, blob } = stored(points)
        const damaged = blob.slice()
        damaged[at % blob.length]! ^= flip
        expect(decodeParts(damaged, header)).toBeNull()
        expect(decodeParts(blob.subarray(0, at % blob.length), header)).toBeNull()
        expect(decodeParts(blob, { ...header, checksum: header.checksum ^ flip })).toBeNull()
      }),
      { numRuns: 100 },
    )
  })

  it('of a newer format are taken for none', () => {
    const { header, blob } = stored(steady(4096))
    const words = new Uint32Array(blob.buffer)
    words[0] = (words[0]! & ~255) | 99
    words[words.length - 1] = crc32(blob.subarray(0, blob.length - 4)) ^ header.checksum
    expect(decodeParts(blob, header)).toBeNull()
  })

  it('are found for long chunks only, and weigh little beside their points', () => {
    expect([hasParts(chunkSize / 2 - 1), hasParts(chunkSize / 2), encodeChunk(steady(100)).parts]).toEqual([false, true, null])
    // 1.3 bytes a point and 32 parts: under 4 percent
    expect(stored(steady(4096)).blob.length).toBeLessThan(220)
  })

  it('differ where one of their figures does', () => {
    const parts: Parts = copyOf(partsOf(steady(4096), 0))
    for (const name of ['n', 't0', 't1', 'min', 'max', 'worst'] as const) {
      const other = copyOf(parts)
      other[name][31]!++
      expect(partDifferences(parts, other)).toEqual([name])
    }
  })
})

function steady(n: number): Columns {
  return { time: Float64Array.from({ length: n }, (_, i) => 1.6e12 + i * 1000), value: Float64Array.from({ length: n }, (_, i) => Math.round(1000 * (20 + Math.sin(i / 900)) + (i % 50)) / 1000), quality: new Uint8Array(n) }
}
