import { describe, expect, it } from 'vitest'
import { keepWindow, keptPreferences, keptWindow, type Keeper } from './preferences.ts'

function keeper(kept: Record<string, unknown> = {}): Keeper & { readonly kept: Record<string, unknown> } {
  return { kept, get: (key) => kept[key], set: (key, value) => void (kept[key] = value) }
}
const first = { theme: 'system', density: 'normal', zone: 'UTC', tourDone: false }

describe('keptPreferences', () => {
  it('begins with the defaults', async () => {
    expect(await keptPreferences(keeper()).get()).toEqual(first)
  })

  it('changes what is named and leaves the rest', async () => {
    const file = keeper()
    expect(await keptPreferences(file).set({ theme: 'dark' })).toEqual({ ...first, theme: 'dark' })
    expect(await keptPreferences(file).set({ zone: 'Europe/Berlin' })).toEqual({ ...first, theme: 'dark', zone: 'Europe/Berlin' })
    expect(await keptPreferences(file).get()).toEqual({ ...first, theme: 'dark', zone: 'Europe/Berlin' })
  })

  it.each([['a text', 'dark'], ['a theme that does not exist', { theme: 'pink' }], ['a list', []], ['null', null]])('a file that holds %s counts as empty', async (_name, preferences) => {
    expect(await keptPreferences(keeper({ preferences })).get()).toEqual(first)
  })

  it('keeps nothing that is no preference, and refuses a value that is none', async () => {
    const file = keeper()
    await keptPreferences(file).set({ theme: 'light', secret: 'x' } as never) // as: what a page of another version could send
    expect(file.kept['preferences']).toEqual({ ...first, theme: 'light' })
    await expect(keptPreferences(file).set({ density: 'huge' } as never)).rejects.toThrow(/density/)
    expect(file.kept['preferences']).toEqual({ ...first, theme: 'light' })
  })
})

describe('keptWindow', () => {
  it('gives back what was kept', () => {
    const file = keeper()
    const state = { bounds: { x: -8, y: 0, width: 1200, height: 800 }, maximized: true }
    keepWindow(file, state)
    expect(keptWindow(file)).toEqual(state)
  })

  it.each([['nothing', undefined], ['a window without size', { bounds: { x: 0, y: 0, width: 0, height: 10 }, maximized: false }], ['half a point', { bounds: { x: 0.5, y: 0, width: 9, height: 9 }, maximized: false }]])('remembers no window where %s is kept', (_name, window) => {
    expect(keptWindow(keeper({ window }))).toBeNull()
  })
})
