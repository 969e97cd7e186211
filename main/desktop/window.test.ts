import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampToDisplays, windowOptions } from './window.ts'

const area = { x: 0, y: 0, width: 1920, height: 1040 }

describe('window options', () => {
  it('state the isolation of the page, even where it is the default', () => {
    const { webPreferences, show } = windowOptions(area, '/preload.cjs', false)
    expect(show).toBe(false)
    expect(webPreferences).toEqual({
      preload: '/preload.cjs', contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, sandbox: true, spellcheck: false, devTools: false,
    })
  })
})

describe('window bounds', () => {
  it.each([
    ['the first time', null, [area], { x: 240, y: 70, width: 1440, height: 900 }],
    ['as they were', { x: 10, y: 20, width: 1000, height: 700 }, [area], { x: 10, y: 20, width: 1000, height: 700 }],
    ['moved in from the edge', { x: 1800, y: 900, width: 1000, height: 700 }, [area], { x: 920, y: 340, width: 1000, height: 700 }],
    ['shrunk to a smaller display', { x: 0, y: 0, width: 3000, height: 2000 }, [area], area],
    ['in the middle when the display is gone', { x: 4000, y: 0, width: 1000, height: 700 }, [area], { x: 460, y: 170, width: 1000, height: 700 }],
    ['on the display that holds most of it', { x: -900, y: 0, width: 1000, height: 700 }, [area, { x: -1920, y: 0, width: 1920, height: 1080 }], { x: -1000, y: 0, width: 1000, height: 700 }],
  ])('open %s', (_name, remembered, areas, expected) => {
    expect(clampToDisplays(remembered, areas)).toEqual(expected)
  })

  it('always lie on one display', () => {
    const rectangle = fc.record({ x: fc.integer({ min: -5000, max: 5000 }), y: fc.integer({ min: -5000, max: 5000 }), width: fc.integer({ min: 1, max: 6000 }), height: fc.integer({ min: 1, max: 6000 }) })
    fc.assert(fc.property(fc.option(rectangle), fc.array(rectangle, { minLength: 1, maxLength: 3 }), (remembered, areas) => {
      const { x, y, width, height } = clampToDisplays(remembered, areas)
      expect(areas.some((a) => x >= a.x && y >= a.y && x + width <= a.x + a.width && y + height <= a.y + a.height)).toBe(true)
    }))
  })
})
