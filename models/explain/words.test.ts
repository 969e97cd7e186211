import { describe, expect, it } from 'vitest'
import { describeEvent, durationInWords, quantity } from './words.ts'

const bearing = { name: 'Bearing temperature DE', unit: 'K', share: 0.7, expected: 71.7, actual: 83.1, onset: 0 }
const vibration = { name: 'vibration', unit: 'mm/s', share: 0.25, expected: 2.1, actual: 3.4, onset: 38 * 60_000 }

describe('describeEvent', () => {
  it('says what moved, by how much with its unit, and what followed when', () => {
    expect(describeEvent({ channels: [bearing, vibration], stage: 'level', duration: 3_600_000 })).toBe(
      'Bearing temperature DE rose 11.4 K above expectation (83.1 K, expected 71.7 K); vibration followed 38 min later.',
    )
  })

  it('reads well for a channel without a unit and names nothing that hardly took part', () => {
    const channels = [{ ...bearing, name: 'pressure', unit: '', actual: 60.3 }, { ...vibration, share: 0.02 }]
    expect(describeEvent({ channels, stage: 'relation', duration: 1000 })).toBe('Pressure was 11.4 too low for what the other channels show (60.3, expected 71.7).')
  })

  it('keeps the spelling of a tag name and does not invent numbers that are not known', () => {
    const channel = { ...bearing, name: 'x_3.PV', expected: NaN }
    expect(describeEvent({ channels: [channel], stage: 'level', duration: 1000 })).toBe('x_3.PV left its normal level.')
  })

  it('tells no difference that is only what arithmetic leaves', () => {
    const channel = { ...bearing, actual: 71.7 + 2.9e-14 }
    expect(describeEvent({ channels: [channel], stage: 'level', duration: 1000 })).toBe('Bearing temperature DE left its normal level.')
    expect(describeEvent({ channels: [{ ...channel, actual: 71.7001 }], stage: 'level', duration: 1000 })).toContain('rose 1.00e-4 K above expectation')
  })

  it.each([
    ['roughness', { actual: 2.1, usual: 0.4 }, 'TI-1 changed 5.25 times as much as usual from sample to sample (2.1 K, usually 0.4 K).'],
    ['variance', { actual: 0.3, usual: 0.4 }, 'TI-1 swung less than usual around its mean (0.3 K, usually 0.4 K).'],
    ['roughness', { actual: 0.01, usual: 0.4 }, 'TI-1 hardly changed from sample to sample (0.01 K, usually 0.4 K).'],
    ['roughness', { actual: 2.9e-16, usual: 0.4 }, 'TI-1 stood still (usually it changed by 0.4 K from sample to sample).'],
    ['variance', { actual: 3, usual: 0 }, 'TI-1 swung by more or by less than usual around its mean.'],
    ['roughness', undefined, 'TI-1 changed by more or by less than usual from sample to sample.'],
  ])('says of %s which way it went, and how far', (stage, spread, words) => {
    expect(describeEvent({ channels: [{ ...bearing, name: 'TI-1', ...(spread && { spread }) }], stage, duration: 1000 })).toBe(words)
  })

  it('says how often it came back, and how long it alarmed in all', () => {
    expect(describeEvent({ channels: [{ ...bearing, share: 1 }], stage: 'level', duration: 12 * 86_400_000, stretches: 11, alarmed: 40 * 3_600_000 })).toBe(
      'Bearing temperature DE rose 11.4 K above expectation (83.1 K, expected 71.7 K). It came 11 times within 12 d, 1.7 d in all.',
    )
  })

  it('still gives a sentence when no channel is known', () => {
    expect(describeEvent({ channels: [], stage: 'level', duration: 90_000 })).toBe('Unusual behaviour for 1.5 min; no single channel stands out.')
  })
})

describe('numbers in words', () => {
  it('gives three significant digits and switches to powers of ten only at the edges', () => {
    expect([quantity(11.4321, 'K'), quantity(1240.4, 'rpm'), quantity(0, ''), quantity(0.00001234, 'A'), quantity(3.2e9, 'Hz')]).toEqual([
      '11.4 K', '1,240 rpm', '0', '1.23e-5 A', '3.20e+9 Hz',
    ])
  })

  it('gives durations in one unit', () => {
    expect([0.08, 350, 90_000, 38 * 60_000, 9_000_000, 260_000_000].map(durationInWords)).toEqual(['0.08 ms', '350 ms', '1.5 min', '38 min', '2.5 h', '3 d'])
  })
})
