import { preferences as schema } from '../contract/settings.ts'
import type { Catalog } from '../storage/ports.ts'
import type { PreferenceStore } from './ports.ts'

const scope = 'preferences'

/** Preferences kept in the project, by user: for the server and the command line, which have no electron-store. */
export function documentPreferences(documents: Catalog['documents'], user: () => string): PreferenceStore {
  const get = async () => {
    const kept = schema.safeParse((await documents.get(scope, user())) ?? {})
    return kept.success ? kept.data : schema.parse({})
  }
  return {
    get,
    async set(change) {
      const next = { ...(await get()), ...change }
      await documents.put(scope, user(), next)
      return next
    },
  }
}
