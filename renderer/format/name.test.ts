import { describe, expect, it } from 'vitest'
import { nameWithin, wordsWithin } from './name.ts'

it.each([
  ['P-101A.FLOW', 'P-101A', 'FLOW'],
  ['p-101a/flow', 'P-101A', 'flow'],
  ['P-101A2.FLOW', 'P-101A', 'P-101A2.FLOW'],
  ['P-101A', 'P-101A', 'P-101A'],
  ['P-101A.', 'P-101A', 'P-101A.'],
  ['FLOW', 'P-101A', 'FLOW'],
  ['FLOW', '', 'FLOW'],
])('%s within %s is %s', (tag, asset, short) => expect(nameWithin(tag, asset)).toBe(short))

describe('the sentence of an event', () => {
  it('does not call its channels by the asset that stands beside it', () => {
    expect(wordsWithin({ words: 'K-301.VIB rose 5 mm/s; K-301.DE_TEMP followed; M-301.VIB did not.', channels: [{ name: 'K-301.VIB' }, { name: 'K-301.DE_TEMP' }, { name: 'M-301.VIB' }], assetName: 'K-301' })).toBe('VIB rose 5 mm/s; DE_TEMP followed; M-301.VIB did not.')
  })
})
