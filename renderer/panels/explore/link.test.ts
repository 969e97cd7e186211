import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, linkCommand, linkedView } from './link.ts'

const view = { asset: 7, lanes: [[3], [4, 5]], range: { from: 1_767_225_600_000.5, to: 1_767_229_200_000 } }

describe('a link to Explore', () => {
  it('says asset, lanes and stretch, and opens the same view', () => {
    expect(linkCommand(view)).toBe('explore/7/3,4.5/1767225600000.5_1767229200000')
    expect(linkedView(linkCommand(view))).toEqual(view)
    expect(linkedView(linkCommand({ ...view, range: null }))).toEqual({ ...view, range: null })
  })

  it('is inverse for every view', () => {
    const lanes = fc.array(fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
    const range = fc.option(fc.tuple(fc.integer({ min: -1e13, max: 1e13 }), fc.integer({ min: 1, max: 1e12 })).map(([from, span]) => ({ from, to: from + span })))
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e8 }), lanes, range, (asset, shown, stretch) => {
      expect(linkedView(linkCommand({ asset, lanes: shown, range: stretch }))).toEqual({ asset, lanes: shown, range: stretch })
    }))
  })

  it('is dropped when it is anything else', () => {
    for (const strange of ['', 'explore', 'explore/x/1', 'explore/1/', 'explore/1/1/5_5', 'explore/1/1/9_5', 'event/ev_1', 'explore/1/1/<script>', `explore/1/${'1'.repeat(3000)}`]) expect(linkedView(strange), strange).toBeNull()
  })

  it('has an address in the browser and one on the desktop', () => {
    expect(addressOf(view, { kind: 'browser', page: 'http://plant:8050/#old' })).toBe('http://plant:8050/#explore/7/3,4.5/1767225600000.5_1767229200000')
    expect(addressOf(view, { kind: 'desktop', page: '' })).toMatch(/^telltale:\/\/explore\/7\//)
  })
})
