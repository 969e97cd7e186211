import { implement } from '@orpc/server'
import type { z } from 'zod'
import { packColumns } from '../contract/columns.ts'
import { Fault } from '../contract/errors.ts'
import { byAttention, checkOf, events as contract, type Event, type judgement, type Verdict } from '../contract/events.ts'
import type { EventRow } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

/** Events, their evidence and their verdicts. Verdicts are append-only: taking one back is a newer entry. */
export function eventsService({ store, host, clock, user }: Pick<CorePorts, 'store' | 'host' | 'clock' | 'user'>) {
  const { catalog, feed } = store

  async function named(rows: readonly { event: EventRow; verdict: Verdict | null }[]): Promise<Event[]> {
    const names = new Map((await catalog.assets.list()).map(({ id, name }) => [id, name]))
    return rows.map(({ event, verdict }) => ({ ...event, channels: event.channels.map(told), assetName: names.get(event.asset) ?? '', verdict: verdict?.verdict ? verdict : null }))
  }
  const one = async (id: string) => (await named([await catalog.events.get(id)]))[0]!
  type Judgement = z.infer<typeof judgement>
  const refusePast = ({ id, verdict, until }: Judgement) => {
    if (verdict === 'postponed' && until !== null && until <= clock()) throw new Fault('bad_input', 'An event can only be postponed to a time that lies ahead.', { id, until })
  }
  const append = ({ id, ...verdict }: Judgement, at: number) => catalog.events.judge({ event: id, ...verdict, by: user(), at })

  return os.router({
    list: os.list.handler(async ({ input: { asset, judged, limit } }) => {
      const events = await named(await catalog.events.list(asset === undefined ? {} : { asset }))
      return events
        .filter((event) => judged === undefined || judged === (event.verdict !== null))
        .sort(byAttention)
        .slice(0, limit)
    }),
    changes: os.changes.handler(async ({ input: { detections, since } }) => {
      const rows = await catalog.events.list()
      const all = await named(rows)
      const known = new Set(detections)
      // a verdict that was taken back is a newer one too
      const judged = new Set(rows.flatMap(({ event, verdict }) => (verdict !== null && verdict.at >= since ? [event.id] : [])))
      return {
        detections: [...new Set(all.map(({ detection }) => detection))],
        names: [...new Map(all.map(({ asset, assetName }) => [asset, assetName]))].map(([asset, name]) => ({ asset, name })),
        events: all.filter(({ id, detection }) => !known.has(detection) || judged.has(id)),
        check: checkOf(all),
      }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    evidence: os.evidence.handler(async ({ input: { id, tag, points, margin }, signal }) => {
      const { from, to, reach, threshold, ...columns } = await host.run('events.evidence', { event: id, tag, points, margin }, { lane: 'interactive', signal })
      return { from, to, reach, threshold, columns: packColumns(columns) }
    }),
    judge: os.judge.handler(async ({ input }) => {
      await catalog.events.get(input.id)
      refusePast(input)
      await append(input, clock())
      feed.publish('events')
      return one(input.id)
    }),
    judgeMany: os.judgeMany.handler(async ({ input: { judgements } }) => {
      const known = new Set((await catalog.events.list()).map(({ event }) => event.id))
      const missing = judgements.find(({ id }) => !known.has(id))
      if (missing) throw new Fault('not_found', `There is no event ${missing.id}. None of the ${judgements.length} events was judged; load the queue again.`, { id: missing.id })
      judgements.forEach(refusePast)
      const at = clock()
      for (const each of judgements) await append(each, at)
      feed.publish('events')
      return { judged: judgements.length }
    }),
    history: os.history.handler(async ({ input }) => {
      await catalog.events.get(input.id)
      return catalog.events.history(input.id)
    }),
  })
}

/** A share that a detector could not compute (stored as null) counts as none: one such channel must not hide the whole queue. */
const told = (channel: Event['channels'][number]) => (Number.isFinite(channel.share) ? channel : { ...channel, share: 0 })
