import { describe, expect, it } from 'vitest'
import { contrast, distance, sights } from '../testing/colour.ts'
import { palettes } from './tokens.ts'

const allSights = Object.keys(sights) as (keyof typeof sights)[]

describe('colour arithmetic', () => {
  it('agrees with the published figures', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1)
    // OKLab of pure red and green by Ottosson: (0.628, 0.2249, 0.1258), (0.8664, -0.2339, 0.1795)
    expect(distance('#ff0000', '#00ff00', 'normal')).toBeCloseTo(Math.hypot(0.628 - 0.8664, 0.2249 + 0.2339, 0.1258 - 0.1795), 2)
  })
})

describe.each(Object.entries(palettes))('the %s palette', (_name, palette) => {
  const papers = [palette.bg[0], palette.bg[1], palette.bg[2]]

  it('has text of at least 4.5:1 on every ground it stands on', () => {
    for (const ground of papers) for (const text of [...palette.text, palette.accent]) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5)
  })

  it('has marks and lines of at least 3:1 on panels and lanes', () => {
    for (const ground of papers.slice(1)) for (const mark of [...palette.severity, ...palette.series]) expect(contrast(mark, ground), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3)
  })

  it.each(allSights)('keeps severities, label text and accent apart under %s sight', (sight) => {
    const marks = [...palette.severity, palette.text[1]]
    marks.forEach((a, i) => {
      for (const b of marks.slice(i + 1)) expect(distance(a, b, sight), `${a} ${b}`).toBeGreaterThanOrEqual(0.1)
    })
  })

  it.each(allSights)('keeps all series of a lane apart under %s sight', (sight) => {
    const lines = [palette.text[0], ...palette.series]
    lines.forEach((a, i) => {
      for (const b of lines.slice(i + 1)) expect(distance(a, b, sight), `${a} ${b}`).toBeGreaterThanOrEqual(0.1)
    })
  })
})
