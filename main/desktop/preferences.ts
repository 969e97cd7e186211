/** What the desktop remembers of its user and its window, over any keeper of values. */
import { preferences as schema, type Preferences } from '../contract/settings.ts'
import type { PreferenceStore } from '../core/ports.ts'
import { windowState, type WindowState } from './window.ts'

/** A small file of values by key: electron-store in the application (`electronStore.ts`), a map in tests. */
export interface Keeper {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

export function keptPreferences(keeper: Keeper): PreferenceStore {
  const read = (): Preferences => {
    const kept = schema.safeParse(keeper.get('preferences') ?? {})
    return kept.success ? kept.data : schema.parse({})
  }
  return {
    get: async () => read(),
    async set(change) {
      const next = schema.parse({ ...read(), ...change })
      keeper.set('preferences', next)
      return next
    },
  }
}

/** Null when nothing (or nothing that makes sense) is remembered. */
export function keptWindow(keeper: Keeper): WindowState | null {
  return windowState.safeParse(keeper.get('window')).data ?? null
}

export function keepWindow(keeper: Keeper, state: WindowState): void {
  keeper.set('window', state)
}
