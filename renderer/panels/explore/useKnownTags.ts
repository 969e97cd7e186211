import { useQuery } from '@tanstack/react-query'
import type { Tag } from '../../../main/contract/assets.ts'
import { useApi, useCore } from '../../client/context.tsx'

/** Every tag of the project by id, as soon as one is shown: lanes hold tags of several assets. */
export function useKnownTags(shown: readonly number[]): ReadonlyMap<number, Tag> | undefined {
  const api = useApi()
  const { client } = useCore()
  return useQuery({
    queryKey: [['assets', 'tags'], { everyLane: true }],
    queryFn: async () => {
      const all = await Promise.all((await client.assets.list()).map(({ id }) => api.assets.tags.call({ id })))
      return new Map(all.flat().map((tag) => [tag.id, tag] as const))
    },
    enabled: shown.length > 0,
    structuralSharing: false,
    placeholderData: (before) => before,
  }).data
}
