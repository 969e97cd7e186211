import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { preferences as schema, type Preferences } from '../../main/contract/settings.ts'
import { useApi } from '../client/context.tsx'

const defaults: Preferences = schema.parse({})

/** Preferences of this user with a setter that shows the change at once. `ready` is false until they were read. */
export function usePreferences() {
  const api = useApi()
  const query = useQuery(api.settings.preferences.queryOptions())
  return { preferences: query.data ?? defaults, ready: query.isFetched, set: useSetPreferences() }
}

/** What was saved of the layout once preferences were read, at the moment it is asked for: who draws the docks is not drawn again because they were saved. */
export function useSavedLayout(): { readonly ready: boolean; readonly saved: () => unknown } {
  const api = useApi()
  const queryClient = useQueryClient()
  const key = api.settings.preferences.queryKey()
  return { ready: useQuery(api.settings.preferences.queryOptions({ select: () => true })).isFetched, saved: () => queryClient.getQueryData<Preferences>(key)?.layout }
}

/** Changes preferences, and shows the change at once. */
export function useSetPreferences(): (changed: Partial<Preferences>) => void {
  const api = useApi()
  const queryClient = useQueryClient()
  const key = api.settings.preferences.queryKey()
  return useMutation(
    api.settings.setPreferences.mutationOptions({
      onMutate: (changed) => queryClient.setQueryData<Preferences>(key, (known) => ({ ...defaults, ...known, ...changed })),
      // the answer to one change knows nothing of another that is still on its way
      onSuccess: (stored) => {
        if (queryClient.isMutating({ mutationKey: api.settings.setPreferences.mutationKey() }) === 1) queryClient.setQueryData<Preferences>(key, stored)
      },
    }),
  ).mutate
}

/** One preference, drawn again only when it changes: the layout, kept among them, changes all the time. */
function usePreference<K extends keyof Preferences>(name: K): Preferences[K] {
  const api = useApi()
  return useQuery(api.settings.preferences.queryOptions({ select: (all: Preferences) => all[name] })).data ?? defaults[name]
}
export const useTheme = (): Preferences['theme'] => usePreference('theme')
export const useZone = (): string => usePreference('zone')
export const useDensity = (): Preferences['density'] => usePreference('density')
