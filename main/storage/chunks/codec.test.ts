import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bits } from '../testing/stores.ts'
import { chunkSize, decodeChunk, encodeChunk } from './codec.ts'
import { flagCodecs } from './flags.ts'
import { packer } from './packVectors.ts'
import { emptyColumns } from './points.ts'
import { timeCodecs } from './times.ts'
import { valueCodecs } from './values.ts'
import { vectors } from './vectors.ts'

it('has vectors here: else everything below compares the plain loops with themselves', () => {
  expect(packer).not.toBeNull()
  expect(vectors).not.toBeNull()
})

function roundTrip(time: Float64Array, value: Float64Array, quality: Uint8Array) {
  const { blob, step } = encodeChunk({ time, value, quality })
  // the plain loops, for runtimes without vectors, give the same blob
  const plainly = encodeChunk({ time, value, quality }, null)
  expect(step).toBe(plainly.step)
  expect(Buffer.compare(blob, plainly.blob)).toBe(0)
  const n = time.length
  // decoded into the middle of something longer, as a scan does
  const back = emptyColumns(n + 7)
  back.value.fill(7)
  decodeChunk(blob, n, back, 3)
  expect(bits(back.time.subarray(3, n + 3))).toEqual(bits(time))
  expect(bits(back.value.subarray(3, n + 3))).toEqual(bits(value))
  expect(back.quality.subarray(3, n + 3)).toEqual(quality)
  expect([back.value[2], back.value[n + 3]]).toEqual([7, 7])
  // and the same bits
  const plain = emptyColumns(n)
  decodeChunk(blob, n, plain, 0, null)
  expect([bits(plain.time), bits(plain.value), plain.quality]).toEqual([bits(time), bits(value), quality])
  return { time: blob[1]!, value: blob[2]!, flags: blob[3]!, bytes: blob.length }
}

const steady = (n: number) => Float64Array.from({ length: n }, (_, i) => 1.6e12 + i * 1000)
const values = (value: Float64Array) => roundTrip(steady(value.length), value, new Uint8Array(value.length))
const times = (time: Float64Array) => roundTrip(time, new Float64Array(time.length), new Uint8Array(time.length))

/** Any 64 bits, as a float64. */
const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const fromBits = (words: readonly bigint[]) => new Float64Array(BigUint64Array.from(words).buffer)
const many = { minLength: 1, maxLength: 700 }
/** Repeats with drift up to a full chunk, so that block borders and long runs occur. */
const stretched = (arbitrary: fc.Arbitrary<number[]>) =>
  fc.tuple(arbitrary, fc.integer({ min: 1, max: chunkSize })).map(([seed, n]) => Float64Array.from({ length: n }, (_, i) => seed[i % seed.length]!))

describe('value codecs', () => {
  it('give back any bits', () => {
    fc.assert(fc.property(fc.array(anyBits, many), (words) => void values(fromBits(words))))
  })

  it('give back any float64, full chunks too', () => {
    fc.assert(fc.property(stretched(fc.array(fc.double(), many)), (value) => void values(value)), { numRuns: 60 })
  })

  it('give back decimals of any number of digits, with missing and odd ones among them', () => {
    const decimals = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.array(fc.maxSafeInteger(), many), fc.array(fc.oneof(fc.nat(4096).map(Number), fc.constant(-1)), { maxLength: 9 }))
    fc.assert(
      fc.property(decimals, fc.constantFrom(1, 1e3, 1e6, 1e12), ([digits, whole, odd], shrink) => {
        const value = Float64Array.from(whole, (k) => Math.round(k / shrink) / 10 ** digits)
        for (const [j, index] of odd.entries()) value[Math.abs(index) % value.length] = [NaN, -0, Infinity, -Infinity, Math.PI, 5e-324, 1e300][j % 7]!
        values(value)
      }),
      { numRuns: 300 },
    )
  })

  it('give back float32 values', () => {
    fc.assert(fc.property(stretched(fc.array(fc.float({ noNaN: true }), many)), (value) => void values(value)), { numRuns: 60 })
  })

  it('give back columns of few different values', () => {
    fc.assert(
      fc.property(fc.array(anyBits, { minLength: 1, maxLength: 300 }), fc.array(fc.nat(), many), (words, picks) => void values(fromBits(picks.map((k) => words[k % words.length]!)))),
    )
  })

  it.each([
    ['constant', new Float64Array(4096).fill(NaN), 'constant', 40],
    ['a sensor of three decimals', Float64Array.from({ length: 4096 }, (_, i) => Math.round(1000 * (20 + Math.sin(i / 9)) + (i % 5)) / 1000), 'decimal', 7000],
    ['a counter', Float64Array.from({ length: 4096 }, (_, i) => 1e9 + 3 * i), 'decimal', 400],
    ['cells missing here and there', Float64Array.from({ length: 4096 }, (_, i) => (i % 10 === 0 ? NaN : (i % 900) / 10)), 'decimal', 6000],
    ['every other cell missing', Float64Array.from({ length: 4096 }, (_, i) => (i % 2 === 0 ? NaN : (i % 3777) / 10)), 'decimal', 8000],
    ['a binary signal', Float64Array.from({ length: 4096 }, (_, i) => ((i * 7919) % 13 < 5 ? 1 : 0)), 'dictionary', 700],
    ['a coarse sensor of odd levels', Float64Array.from({ length: 4096 }, (_, i) => ((i * 7919) % 13) * Math.PI), 'dictionary', 2500],
    ['a recording in float32', Float64Array.from({ length: 4096 }, (_, i) => Math.fround(Math.sin(i))), 'float32', 17_000],
    ['computed numbers', Float64Array.from({ length: 4096 }, (_, i) => 100 + Math.sin(i)), 'split', 25_000],
  ] as const)('choose well for %s', (_what, value, codec, most) => {
    const { value: chosen, bytes } = values(value)
    expect(chosen).toBe(valueCodecs[codec])
    expect(bytes).toBeLessThan(most)
  })
})

describe('time codecs', () => {
  it('give back any rising times', () => {
    const spacing = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 1e-9, max: 1e12, noNaN: true }), fc.constantFrom(1000, 1000 / 3, 1 / 12))
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -1e14, max: 1e14 }), fc.double({ min: -1e14, max: 1e14, noNaN: true })), fc.array(spacing, many), (start, steps) => {
        const time = [start + 0]
        for (const step of steps) if (time.at(-1)! + step > time.at(-1)!) time.push(time.at(-1)! + step)
        times(Float64Array.from(time))
      }),
    )
  })

  it('give back regular times of any rate', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e13, max: 4e12, noNaN: true }), fc.double({ min: 1e-3, max: 1e8, noNaN: true }), fc.integer({ min: 1, max: chunkSize }), (start, step, n) => {
        const time = Float64Array.from({ length: n }, (_, i) => Math.round(start) + i * step)
        if (time.every((t, i) => i === 0 || t > time[i - 1]!)) times(time.map((t) => t + 0))
      }),
    )
  })

  it.each([
    ['one a second', steady(4096), 'constantStep', 60],
    ['one a second with gaps', Float64Array.from({ length: 4096 }, (_, i) => 1.6e12 + 1000 * (i + Math.floor(i / 100))), 'steps', 750],
    ['12 kHz today', Float64Array.from({ length: 4096 }, (_, i) => 1.7e12 + ((i + 5000) * 1000) / 12_000), 'steps', 800],
    ['event times to the millisecond', Float64Array.from({ length: 4096 }, (_, i) => 1.6e12 + 600 * i + ((i * 7919) % 509)), 'steps', 6200],
  ] as const)('choose well for %s', (_what, time, codec, most) => {
    const { time: chosen, bytes } = times(time)
    expect(chosen).toBe(timeCodecs[codec])
    expect(bytes).toBeLessThan(most)
  })
})

describe('flag codecs', () => {
  it('give back any flags', () => {
    const flag = fc.integer({ min: 0, max: 2 })
    const runs = fc.array(fc.tuple(flag, fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 13 }).map((list) => list.flatMap(([one, length]) => Array.from({ length }, () => one)))
    fc.assert(
      fc.property(fc.oneof(fc.array(flag, many), runs), (flags) => {
        const n = flags.length
        roundTrip(steady(n), new Float64Array(n), Uint8Array.from(flags))
      }),
    )
  })

  it('take no room when all are good', () => {
    expect(roundTrip(steady(100), new Float64Array(100), new Uint8Array(100)).flags).toBe(flagCodecs.good)
  })
})

describe('decodeChunk', () => {
  it('refuses a blob that is cut short or too long, or of another format', () => {
    const n = 500
    const { blob } = encodeChunk({ time: steady(n), value: steady(n).map((t) => Math.sin(t)), quality: new Uint8Array(n) })
    expect(() => decodeChunk(blob.subarray(0, 400), n, emptyColumns(n), 0)).toThrow(RangeError)
    expect(() => decodeChunk(new Uint8Array([...blob, 0, 0, 0, 0]), n, emptyColumns(n), 0)).toThrow(RangeError)
    blob[0] = 9
    expect(() => decodeChunk(blob, n, emptyColumns(n), 0)).toThrow('format 9')
  })
})
