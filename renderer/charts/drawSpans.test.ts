import { describe, expect, it } from 'vitest'
import type { Span } from './lane.ts'
import { blocksOf, inOrder, spanAt, spansToDraw } from './drawSpans.ts'

const span = (id: string, from: number, to: number, severity = 3): Span => ({ id, from, to, severity, judged: false, label: id })
const view = { from: 0, to: 1000 }

describe('spansToDraw', () => {
  it('draws what is in sight, each at least as wide as can be seen', () => {
    const drawn = spansToDraw({ spans: inOrder([span('b', 500, 500), span('a', 100, 300), span('c', 2000, 3000)]), view, width: 100, selected: null })
    expect(drawn.map(({ span: { id }, left, right }) => [id, left, right])).toEqual([['a', 10, 30], ['b', 50, 54]])
  })

  it('covers the whole stretch however many there are, with the gravest of each place', () => {
    const many = Array.from({ length: 5000 }, (_, i) => span(String(i), i / 5, i / 5, i === 4321 ? 1 : 4))
    const drawn = spansToDraw({ spans: many, view, width: 100, selected: null })
    expect(drawn.length).toBeLessThanOrEqual(26)
    expect(drawn.at(-1)?.right).toBeGreaterThanOrEqual(100)
    expect(drawn.filter(({ span: { severity } }) => severity === 1)).toHaveLength(1)
  })

  it('always shows the one that is selected', () => {
    const many = Array.from({ length: 100 }, (_, i) => span(String(i), i / 100, i / 100, 1))
    expect(spansToDraw({ spans: many, view, width: 100, selected: '57' }).map(({ span: { id } }) => id)).toContain('57')
  })

  it('finds what is drawn under the pointer, and nothing beside it', () => {
    const drawn = spansToDraw({ spans: [span('a', 100, 300), span('b', 500, 500)], view, width: 100, selected: null })
    expect([5, 20, 40, 52].map((x) => spanAt(drawn, x)?.id ?? null)).toEqual([null, 'a', null, 'b'])
  })
})

describe('blocksOf', () => {
  const came = (...stretches: (readonly [number, number])[]): Span => ({ ...span('a', 100, 900), stretches: stretches.map(([from, to]) => ({ from, to })) })

  it('fills an event where it alarmed, in sight, each stretch wide enough to be seen', () => {
    expect(blocksOf(came([100, 200], [500, 500], [850, 900]), 10, 90, view, 100)).toEqual([{ left: 10, right: 20 }, { left: 50, right: 51 }, { left: 85, right: 90 }])
    expect(blocksOf(came([100, 200], [850, 900]), 0, 60, { from: 150, to: 750 }, 60)).toEqual([{ left: 0, right: 5 }])
  })

  it('joins what lies closer than can be told, and fills a narrow one throughout', () => {
    expect(blocksOf(came([100, 200], [203, 300]), 10, 90, view, 100)).toEqual([{ left: 10, right: 30 }])
    expect(blocksOf(came([100, 101], [108, 109]), 10, 20, view, 100)).toEqual([{ left: 10, right: 19.5 }])
  })
})
