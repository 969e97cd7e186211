import { describe, expect, it } from 'vitest'
import { nameWithin, unitBehind, wordsWithin } from './name.ts'

it.each([
  ['P-101A.FLOW', 'P-101A', 'FLOW'],
  ['p-101a/flow', 'P-101A', 'flow'],
  ['P-101A2.FLOW', 'P-101A', 'P-101A2.FLOW'],
  ['P-101A', 'P-101A', 'P-101A'],
  ['P-101A.', 'P-101A', 'P-101A.'],
  ['FLOW', 'P-101A', 'FLOW'],
  ['FLOW', '', 'FLOW'],
])('%s within %s is %s', (tag, asset, short) => expect(nameWithin(tag, asset)).toBe(short))

it.each([
  ['Inlet', '°C', '°C'],
  ['Inlet [°C]', '°C', ''],
  ['Flow (m³/h)', 'm³/h', ''],
  ['Level, %', '%', ''],
  ['Rpm', 'm', 'm'],
  ['Line A', 'A', 'A'],
  ['Inlet [°C]', 'K', 'K'],
  ['Status', '', ''],
])('behind %s stands the unit %s as "%s"', (name, unit, written) => expect(unitBehind(name, unit)).toBe(written))

describe('the sentence of an event', () => {
  it('does not call its channels by the asset that stands beside it', () => {
    expect(wordsWithin({ words: 'K-301.VIB rose 5 mm/s; K-301.DE_TEMP followed; M-301.VIB did not.', channels: [{ name: 'K-301.VIB' }, { name: 'K-301.DE_TEMP' }, { name: 'M-301.VIB' }], assetName: 'K-301' })).toBe('VIB rose 5 mm/s; DE_TEMP followed; M-301.VIB did not.')
  })
})
