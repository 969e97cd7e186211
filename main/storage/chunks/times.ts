import { planIntegers, readIntegers, writeIntegers } from './integers.ts'
import type { VectorPacker } from './packVectors.ts'
import { readValues, writeValues } from './values.ts'
import { readNumber, word, writeNumber, type WordReader, type WordWriter } from './words.ts'

/** Never renumbered: they stand in stored chunks. */
export const timeCodecs = { constantStep: 0, steps: 1, split: 2 } as const

/**
 * Scales at which times become whole numbers: milliseconds, microseconds, nanoseconds, or the finest binary fraction that times of this
 * century have. Division by a power of ten is exact for what was once such a fraction; times 2^k is exact anyway.
 */
const scales = [1, 1000, 1e6, 4096, 8192, 2 ** 20] as const
const mostWhole = 2 ** 53
const plainWhole = new Float64Array(4096)

/** Writes 1 to 4096 rising times. `step` is the spacing where one number says it for all points to the bit, else null. */
export function writeTimes(out: WordWriter, time: Float64Array): { codec: number; step: number | null } {
  const { packer = null } = out
  const step = constantStep(time, packer)
  if (step !== null) {
    writeNumber(out, time[0]!)
    writeNumber(out, step)
    return { codec: timeCodecs.constantStep, step }
  }
  for (const [index, scale] of scales.entries()) {
    const whole = packer?.whole ?? plainWhole
    if (!toWhole(time, scale, whole)) continue
    const n = time.length
    const divisor = commonDivisor(whole, n)
    const start = whole[0]!
    for (let i = 0; i < n; i++) whole[i] = (whole[i]! - start) / divisor
    const plan = planIntegers(whole, n, packer)
    if (plan.size > 2 * n) continue
    out.words[out.at++] = index
    writeNumber(out, start)
    writeNumber(out, divisor)
    writeIntegers(out, whole, n, plan)
    return { codec: timeCodecs.steps, step: null }
  }
  const head = out.at++
  out.words[head] = writeValues(out, time, true)
  return { codec: timeCodecs.split, step: null }
}

export function readTimes(input: WordReader, codec: number, n: number, target: Float64Array, at: number): void {
  switch (codec) {
    case timeCodecs.constantStep: {
      const start = readNumber(input)
      const step = readNumber(input)
      if (input.vectors) {
        input.vectors.steps(start, step, n)
        target.set(input.vectors.out.subarray(0, n), at)
        return
      }
      for (let i = 0; i < n; i++) target[at + i] = start + i * step
      return
    }
    case timeCodecs.steps: {
      const scale = scales[word(input)]
      if (scale === undefined) throw new RangeError('a chunk names an unknown time scale')
      const start = readNumber(input)
      const divisor = readNumber(input)
      readIntegers(input, n, target, at)
      for (let i = at; i < at + n; i++) target[i] = (start + target[i]! * divisor) / scale
      return
    }
    case timeCodecs.split:
      return readValues(input, word(input), n, target, at)
    default:
      throw new RangeError(`a chunk names the unknown time codec ${codec}`)
  }
}

function constantStep(time: Float64Array, packer: VectorPacker | null): number | null {
  const n = time.length
  const start = time[0]!
  if (n === 1) return 0
  packer?.load(time)
  for (const step of [time[1]! - start, (time[n - 1]! - start) / (n - 1)]) {
    let i = 1
    if (packer) {
      const even = n & ~1
      if (!packer.isSteps(start, step, even)) continue
      i = even
    }
    while (i < n && start + i * step === time[i]) i++
    if (i === n) return step
  }
  return null
}

function toWhole(time: Float64Array, scale: number, whole: Float64Array): boolean {
  for (let i = 0; i < time.length; i++) {
    const k = Math.round(time[i]! * scale)
    if (k / scale !== time[i] || Math.abs(k) > mostWhole) return false
    // - 0 of a small negative time rounds to -0, which is 0
    whole[i] = k + 0
  }
  return true
}

/** Greatest common divisor of the distances from the first to every other whole time. */
function commonDivisor(whole: Float64Array, n: number): number {
  let divisor = 0
  for (let i = 1; i < n && divisor !== 1; i++) {
    let a = whole[i]! - whole[0]!
    while (a !== 0) [divisor, a] = [a, divisor % a]
  }
  return divisor
}
