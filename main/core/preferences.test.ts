import { describe, expect, it } from 'vitest'
import { Fault } from '../contract/errors.ts'
import { documentPreferences } from './preferences.ts'

/** Documents in memory that answer a turn later, as a disk does. */
function memory() {
  const kept = new Map<string, unknown>()
  let broken = false
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    fail: (now: boolean) => void (broken = now),
    documents: {
      get: async (_scope: string, key: string) => (await turn(), kept.get(key)),
      put: async (_scope: string, key: string, value: unknown) => {
        await turn()
        if (broken) throw new Fault('internal', 'The disk is full.')
        kept.set(key, value)
      },
    } as unknown as Parameters<typeof documentPreferences>[0], // as: the two calls that preferences make
  }
}

describe('preferences kept in the project', () => {
  it('keep both of two changes that come at once', async () => {
    const { documents } = memory()
    const preferences = documentPreferences(documents, () => 'ann')
    const [, second] = await Promise.all([preferences.set({ tourDone: true }), preferences.set({ theme: 'light' })])
    expect(second).toMatchObject({ tourDone: true, theme: 'light' })
    expect(await preferences.get()).toMatchObject({ tourDone: true, theme: 'light' })
  })

  it('tell a change that could not be kept, and take the next one', async () => {
    const { documents, fail } = memory()
    const preferences = documentPreferences(documents, () => 'ann')
    fail(true)
    await expect(preferences.set({ tourDone: true })).rejects.toThrow('The disk is full.')
    fail(false)
    expect(await preferences.set({ theme: 'light' })).toMatchObject({ tourDone: false, theme: 'light' })
  })
})
