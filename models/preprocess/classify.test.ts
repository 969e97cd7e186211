import { describe, expect, it } from 'vitest'
import { classify } from './classify.ts'

const from = (length: number, at: (i: number) => number) => Float64Array.from({ length }, (_, i) => at(i))

describe('classify', () => {
  it.each([
    ['nothing but gaps', from(10, () => NaN), '', 'constant'],
    ['one value with gaps', from(10, (i) => (i % 3 ? 5 : NaN)), '', 'constant'],
    ['0 and -0', from(10, (i) => (i % 2 ? 0 : -0)), '', 'constant'],
    ['0 and 1', from(10, (i) => i % 2), '', 'binary'],
    ['0 and 100', from(10, (i) => (i % 2) * 100), '', 'binary'],
    ['a coarse sensor with two readings', from(10, (i) => 31 + (i % 2)), '', 'analogue'],
    ['a telemetry scaled to -1 and 1', from(10, (i) => (i % 2) * 2 - 1), '', 'analogue'],
    ['few levels of a setpoint', from(60, (i) => Math.floor(i / 20) * 10), 'Speed SP', 'command'],
    ['few levels without a name', from(60, (i) => Math.floor(i / 20) * 10), 'Speed', 'analogue'],
    ['a totaliser', from(200, (i) => i * 0.25), '', 'counter'],
    ['a totaliser that begins again', from(400, (i) => (i % 200) * 3), 'hours', 'counter'],
    ['a climb from below zero', from(200, (i) => i * 0.01 - 1), '', 'analogue'],
    ['a sawtooth', from(400, (i) => i % 20), '', 'analogue'],
    ['a ramp with noise', from(200, (i) => i + 2 * Math.sin(i)), '', 'analogue'],
    ['a short ramp', from(20, (i) => i), '', 'analogue'],
  ] as const)('takes %s for what it is', (_, values, name, kind) => {
    expect(classify(values, name)).toBe(kind)
  })
})
