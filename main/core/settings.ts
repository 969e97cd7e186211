import { homedir } from 'node:os'
import { implement } from '@orpc/server'
import { Fault } from '../contract/errors.ts'
import { layouts as layoutsContract, settings as settingsContract } from '../contract/settings.ts'
import { diagnosticsOf } from './diagnostics.ts'
import type { CorePorts } from './ports.ts'

const settings = implement(settingsContract)
const layouts = implement(layoutsContract)
const scope = 'layout'

export function settingsService({ store, host, preferences, settings: effective, changeSetting, about, clock }: Pick<CorePorts, 'store' | 'host' | 'preferences' | 'settings' | 'changeSetting' | 'about' | 'clock'>) {
  return settings.router({
    effective: settings.effective.handler(() => effective()),
    change: settings.change.handler(async ({ input: { path, value } }) => {
      if (!changeSetting) throw new Fault('not_supported', 'Settings cannot be changed from here.', { path })
      await changeSetting(path, value ?? null)
      store.feed.publish('settings')
      return effective()
    }),
    diagnostics: settings.diagnostics.handler(async () => {
      const at = clock()
      const text = await diagnosticsOf({ at, store, host, settings: effective(), about: about(), userHome: homedir() })
      return { name: `telltale-diagnostics-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}.json`, bytes: new Blob([text], { type: 'application/json' }) }
    }),
    about: settings.about.handler(async () => ({ ...about(), store: await store.health(), workers: [...host.status()] })),
    preferences: settings.preferences.handler(() => preferences.get()),
    setPreferences: settings.setPreferences.handler(async ({ input }) => {
      const kept = await preferences.set(input)
      store.feed.publish('settings')
      return kept
    }),
  })
}

/** Layouts belong to the project, by name: they travel with it. */
export function layoutsService({ store }: Pick<CorePorts, 'store'>) {
  const { documents } = store.catalog
  return layouts.router({
    list: layouts.list.handler(async () => (await documents.list(scope)).map(({ key, value }) => ({ name: key, layout: value }))),
    save: layouts.save.handler(async ({ input }) => {
      await documents.put(scope, input.name, input.layout)
      store.feed.publish('layouts')
      return input
    }),
    remove: layouts.remove.handler(async ({ input }) => {
      const removed = await documents.remove(scope, input.name)
      store.feed.publish('layouts')
      return { removed }
    }),
  })
}
