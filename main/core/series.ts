import { implement } from '@orpc/server'
import { packColumns, type Column } from '../contract/columns.ts'
import { series as contract } from '../contract/series.ts'
import type { RawView, View } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

/** Reads of telemetry, in the interactive worker: the process that answers the window never touches rows. */
export function seriesService({ host }: Pick<CorePorts, 'host'>) {
  return os.router({
    view: os.view.handler(async ({ input: { tags, from, to, buckets }, signal }) => {
      const views = await host.run('series.view', { series: tags, from, to, buckets }, { lane: 'interactive', signal })
      const columns: Record<string, Column> = {}
      views.forEach((view, i) => Object.assign(columns, viewColumns(view, String(i))))
      return { tags: tags.map((tag, i) => ({ tag, raw: views[i]!.raw })), columns: packColumns(columns) }
    }),
    read: os.read.handler(async ({ input: { tag, from, to, limit }, signal }) => {
      const { time, value, quality, more } = await host.run('series.read', { series: tag, from, to, limit }, { lane: 'interactive', signal })
      return { columns: packColumns({ t: time, v: value, q: quality }), more }
    }),
    statistics: os.statistics.handler(async ({ input: { tags, from, to, while: only }, signal }) => {
      const rows = await host.run('series.statistics', { series: tags, from, to, ...(only && { while: { series: only.tag, above: only.above } }) }, { lane: 'interactive', signal })
      return rows.map((row, i) => ({ ...row, tag: tags[i]! }))
    }),
  })
}

/** The columns of one view under the names that the contract gives them. */
export function viewColumns(view: View | RawView, suffix: string): Record<string, Column> {
  return view.raw
    ? { [`t${suffix}`]: view.time, [`v${suffix}`]: view.value, [`q${suffix}`]: view.quality }
    : { [`t${suffix}`]: view.first, [`e${suffix}`]: view.last, [`min${suffix}`]: view.min, [`max${suffix}`]: view.max, [`n${suffix}`]: view.count, [`q${suffix}`]: view.quality }
}
