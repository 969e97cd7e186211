import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { offsetsOf, plainResidual, windowResidual, type WindowPlane } from './windowResidual.ts'
import { createSimdResidual } from './windowResidualSimd.ts'

const finite = fc.double({ min: -1e4, max: 1e4, noNaN: true })
const numbers = (length: number, of: fc.Arbitrary<number>) => fc.array(of, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values))

const plane = fc.record({ width: fc.integer({ min: 1, max: 23 }), count: fc.integer({ min: 0, max: 5 }) }).chain(({ width, count }) =>
  fc.record({ width: fc.constant(width), count: fc.constant(count), mean: numbers(width, finite), shapes: numbers(width * count, finite) }),
)
const cases = plane.chain((one) => fc.record({ plane: fc.constant(one), x: fc.integer({ min: 1, max: 70 }).chain((rows) => numbers(one.width + rows, fc.oneof({ weight: 20, arbitrary: finite }, fc.constant(NaN)))) }))

function run(residual: (x: Float64Array, energy: Float64Array) => void, x: Float64Array, { width }: WindowPlane): Float64Array {
  const energy = new Float64Array(x.length - width)
  residual(x, energy)
  return energy
}

describe('windowResidual', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('gives the same bits in vectors as in plain JavaScript, NaN included', () => {
    fc.assert(
      fc.property(cases, ({ plane: one, x }) => {
        const offsets = offsetsOf(one)
        expect(run(createSimdResidual(one, offsets)!, x, one)).toEqual(run(plainResidual(one, offsets), x, one))
      }),
    )
  })

  it('gives a window the same bits wherever it stands, and after another plane was used', () => {
    fc.assert(
      fc.property(cases, cases, fc.nat(), ({ plane: one, x }, other, at) => {
        const residual = windowResidual(one)
        const whole = run(residual, x, one)
        run(windowResidual(other.plane), other.x, other.plane)
        const row = at % whole.length
        expect(run(residual, x.subarray(row, row + one.width + 1), one)[0]).toBe(whole[row])
      }),
    )
  })

  it('grows its memory for as many rows and as wide a window as it is given', () => {
    const width = 3000
    const one = { width, count: 2, mean: new Float64Array(width).fill(1), shapes: Float64Array.from({ length: 2 * width }, (_, k) => Math.sin(k)) }
    const x = Float64Array.from({ length: width + 40_000 }, (_, k) => Math.cos(k * k))
    const energy = run(windowResidual(one), x, one)
    const last = x.subarray(x.length - width - 1)
    expect(run(plainResidual(one, offsetsOf(one)), last, one)[0]).toBe(energy.at(-1))
  })

  it('does without WebAssembly where there is none', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    vi.resetModules()
    const fresh = await import('./windowResidualSimd.ts')
    expect(fresh.createSimdResidual({ width: 1, count: 0, mean: new Float64Array(1), shapes: new Float64Array(0) }, new Float64Array(0))).toBeUndefined()
  })
})
