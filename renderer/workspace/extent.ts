import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../client/context.tsx'
import { useSelection, type Range } from './selection.ts'

/** The selected asset's name and the stretch of time for which anything of it is stored. */
export function useAssetExtent(): { name: string; simulated: boolean; extent: Range | null } {
  const api = useApi()
  const selected = useSelection((state) => state.asset)
  const asset = useQuery(api.assets.list.queryOptions()).data?.find(({ id }) => id === selected)
  return useMemo(() => {
    const extent = asset?.start !== null && asset?.end !== null && asset ? { from: asset.start as number, to: Math.max(asset.end as number, (asset.start as number) + 1) } : null // as: checked for null
    return { name: asset?.name ?? '', simulated: asset?.simulated ?? false, extent }
  }, [asset])
}
