import { useQuery } from '@tanstack/react-query'
import { endsWithNetwork, type Run } from '../../../main/contract/runs.ts'
import { useApi } from '../../client/context.tsx'
import { precisionFor, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'

/** A network that was trained on an asset, as a method that can be chosen. */
interface NetworkChoice {
  readonly run: number
  /** Its value among the methods. */
  readonly id: string
  /** Run, architecture, when it was trained and what it learned from. */
  readonly label: string
  readonly about: string
  readonly reference: Range
}

/** Whether the core would take the network of this run as a detector; what cannot be seen here it says itself. */
export const isUsable = ({ state, artifacts }: Pick<Run, 'state' | 'artifacts'>): boolean => endsWithNetwork(state) && artifacts.model !== null

/** The networks that can detect on an asset, the newest first. Before the runs are known there is none. */
export function useNetworks(asset: number): readonly NetworkChoice[] {
  const zone = useZone()
  const runs = useQuery(useApi().runs.list.queryOptions({ input: { asset } }))
  return (runs.data ?? []).flatMap((run) => {
    if (run.asset !== asset || !isUsable(run) || !run.periods) return []
    const reference = { from: run.periods.train.from, to: run.periods.validation.to }
    const precise = precisionFor(reference.to - reference.from)
    const learned = `${time(reference.from, zone, precise)} – ${time(reference.to, zone, precise)}`
    const trained = time(run.endedAt ?? run.createdAt, zone, 'minute')
    return [{ run: run.id, id: `run-${run.id}`, label: t.detect.network(run.id, run.title, trained, learned), about: t.detect.networkAbout(run.id, learned, trained), reference }]
  })
}
