import { describe, expect, it } from 'vitest'
import { grade, type GradeInput } from './grade.ts'

const n = 2000
const regular = (i: number) => i * 1000
const noise = (i: number) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453)
const signal = (i: number) => Math.sin(i / 50) + noise(i) * 0.1

function input(time: (i: number) => number, value: (i: number) => number, length = n): GradeInput {
  return { time: Float64Array.from({ length }, (_, i) => time(i)), value: Float64Array.from({ length }, (_, i) => value(i)), kind: 'analogue' }
}
const codes = (given: GradeInput) => {
  const { grade: mark, reasons } = grade(given)
  return [mark, ...reasons.map((reason) => reason.code)]
}

describe('grade', () => {
  it('gives high to a regular recording of a noisy signal', () => {
    expect(codes(input(regular, signal))).toEqual(['high'])
  })

  it.each<[string, GradeInput, string[]]>([
    ['a short one', input(regular, signal, 300), ['medium', 'too_short']],
    ['a very short one', input(regular, signal, 50), ['low', 'too_short']],
    ['one with a fifth empty', input(regular, (i) => (i % 5 ? signal(i) : NaN)), ['medium', 'mostly_missing']],
    ['one that is mostly empty', input(regular, (i) => (i % 3 ? NaN : signal(i))), ['low', 'mostly_missing']],
    ['one gap of a tenth', input((i) => regular(i) + (i > 1000 ? 220_000 : 0), signal), ['medium', 'gaps']],
    ['one gap of half', input((i) => regular(i) + (i > 1000 ? 2_000_000 : 0), signal), ['low', 'gaps']],
    ['a frozen sensor', input(regular, (i) => (i > 1200 ? 0.5 : signal(i))), ['low', 'flat_line']],
    ['a sensor frozen for a while', input(regular, (i) => (i > 1800 ? 0.5 : signal(i))), ['medium', 'flat_line']],
    ['spikes', input(regular, (i) => (i % 400 === 7 ? 50 : signal(i))), ['medium', 'spikes']],
    ['many spikes', input(regular, (i) => (i % 40 === 7 ? 50 : signal(i))), ['low', 'spikes']],
    ['coarse steps', input(regular, (i) => Math.round(signal(i) * 2) / 2), ['medium', 'quantised']],
    ['a jumping clock', input((i) => regular(i) + Math.floor(i / 500) * 300, signal), ['medium', 'clock_steps']],
  ])('finds %s', (_, given, expected) => {
    expect(codes(given)).toEqual(expected)
  })

  it('says in figures what was seen and what to do', () => {
    const [reason] = grade(input((i) => regular(i) + (i > 1000 ? 2_000_000 : 0), signal)).reasons
    expect(reason!.words).toBe('1 gap, together 50 % of the time.')
    expect(reason!.cure).not.toBe('')
  })

  it('judges the shape of analogue tags only', () => {
    expect(grade({ ...input(regular, (i) => (i > 1000 ? 1 : 0)), kind: 'binary' }).grade).toBe('high')
  })

  it('knows gaps of a sampled recording from its length, and not from the cuts', () => {
    const given = input((i) => regular(i) + (i >= 1000 ? 9e6 : 0), signal)
    expect(codes({ ...given, breaks: [0, 1000], whole: { n: 11_000, start: 0, end: 11_000_000 } })).toEqual(['high'])
    expect(codes({ ...given, breaks: [0, 1000], whole: { n: 5500, start: 0, end: 11_000_000 } })).toEqual(['low', 'gaps'])
  })
})
