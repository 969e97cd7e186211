import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askFor, coverOf } from './asked.ts'

const view = { from: 1000, to: 2000 }
const asked = askFor(view)

describe('what was asked for', () => {
  it('has room for half a view on both sides, and fits', () => {
    expect(asked).toEqual({ from: 500, to: 2500, span: 1000 })
    expect(coverOf(asked, view)).toBe('fits')
    // from a millisecond on, below which no zoom goes: of much less a double of today does not hold the half
    fc.assert(fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), fc.double({ min: 1, max: 1e11, noNaN: true }), (from, span) => coverOf(askFor({ from, to: from + span }), { from, to: from + span }) === 'fits'))
  })

  it('serves a pan until a quarter of a view is left, then is worn, and short where a part is missing', () => {
    const panned = (by: number) => coverOf(asked, { from: view.from + by, to: view.to + by })
    expect([250, -250, 251, -251, 500, 501, 1500, 1501].map(panned)).toEqual(['fits', 'fits', 'worn', 'worn', 'worn', 'short', 'short', 'elsewhere'])
  })

  it('is worn as soon as the view is longer or shorter, and short where a bucket would be two px wide', () => {
    const zoomed = (span: number) => coverOf(asked, { from: 1500 - span / 2, to: 1500 + span / 2 })
    expect([999, 1001, 500, 499, 2000, 2001].map(zoomed)).toEqual(['worn', 'worn', 'worn', 'short', 'worn', 'short'])
  })

  it('never calls a view served that it does not hold', () => {
    fc.assert(
      fc.property(fc.double({ min: -3000, max: 6000, noNaN: true }), fc.double({ min: 0, max: 5000, noNaN: true }), (from, span) => {
        const cover = coverOf(asked, { from, to: from + span })
        return (cover !== 'fits' && cover !== 'worn') || (from >= asked.from && from + span <= asked.to)
      }),
    )
  })
})
