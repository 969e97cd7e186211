import { implement } from '@orpc/server'
import { packColumns } from '../contract/columns.ts'
import { Fault } from '../contract/errors.ts'
import { events as contract, type Event, type Verdict } from '../contract/events.ts'
import type { EventRow } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

/** Events, their evidence and their verdicts. Verdicts are append-only: taking one back is a newer entry. */
export function eventsService({ store, host, clock, user }: Pick<CorePorts, 'store' | 'host' | 'clock' | 'user'>) {
  const { catalog, feed } = store

  async function named(rows: readonly { event: EventRow; verdict: Verdict | null }[]): Promise<Event[]> {
    const names = new Map((await catalog.assets.list()).map(({ id, name }) => [id, name]))
    return rows.map(({ event, verdict }) => ({ ...event, assetName: names.get(event.asset) ?? '', verdict: verdict?.verdict ? verdict : null }))
  }
  const one = async (id: string) => (await named([await catalog.events.get(id)]))[0]!

  return os.router({
    list: os.list.handler(async ({ input: { asset, judged, limit } }) => {
      const events = await named(await catalog.events.list(asset === undefined ? {} : { asset }))
      return events
        .filter((event) => judged === undefined || judged === (event.verdict !== null))
        .sort(byAttention)
        .slice(0, limit)
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    evidence: os.evidence.handler(async ({ input: { id, tag, points, margin }, signal }) => {
      const { from, to, threshold, ...columns } = await host.run('events.evidence', { event: id, tag, points, margin }, { lane: 'interactive', signal })
      return { from, to, threshold, columns: packColumns(columns) }
    }),
    judge: os.judge.handler(async ({ input }) => {
      await catalog.events.get(input.id)
      if (input.verdict === 'postponed' && input.until !== null && input.until <= clock())
        throw new Fault('bad_input', 'An event can only be postponed to a time that lies ahead.', { until: input.until })
      await catalog.events.judge({ event: input.id, verdict: input.verdict, reason: input.reason, note: input.note, until: input.until, by: user(), at: clock() })
      feed.publish('events')
      return one(input.id)
    }),
    history: os.history.handler(async ({ input }) => {
      await catalog.events.get(input.id)
      return catalog.events.history(input.id)
    }),
  })
}

/** What deserves the next look: unjudged first, then severity, then score index (intensity x duration), then the newest. */
function byAttention(a: Event, b: Event): number {
  return (
    Number(a.verdict !== null) - Number(b.verdict !== null) ||
    a.severity - b.severity ||
    b.score * (b.end - b.start) - a.score * (a.end - a.start) ||
    b.start - a.start ||
    (a.id < b.id ? -1 : 1)
  )
}
