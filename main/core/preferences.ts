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
  // one change after the other: two at once would each write back what the other has not changed yet
  let last: Promise<unknown> = Promise.resolve()
  return {
    get,
    set(change) {
      const changed = last.then(async () => {
        const next = { ...(await get()), ...change }
        await documents.put(scope, user(), next)
        return next
      })
      last = changed.catch(() => undefined)
      return changed
    },
  }
}
