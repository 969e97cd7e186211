import { implement } from '@orpc/server'
import { z } from 'zod'
import { assets as contract, type Asset, type AssetRecord, type Tag } from '../contract/assets.ts'
import { Fault } from '../contract/errors.ts'
import type { AssetRow, SeriesInfo, TagRow } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

/** Assets and tags: names from the catalogue, figures from the telemetry's headers, attention from the newest events. */
export function assetsService({ store, host }: Pick<CorePorts, 'store' | 'host'>) {
  const { catalog, telemetry, feed } = store

  async function describe(rows: readonly AssetRow[]): Promise<Asset[]> {
    const [tags, judged, detections] = await Promise.all([catalog.tags.list({ derived: false }), catalog.events.list(), catalog.detections.list()])
    const infos = new Map((await telemetry.info(tags.map((tag) => tag.id))).map((info) => [info.series, info]))
    const tagsOf = Map.groupBy(tags, (tag) => tag.asset)
    const eventsOf = Map.groupBy(judged, ({ event }) => event.asset)
    const detected = new Set(detections.map((detection) => detection.asset))
    return rows.map((row) => {
      const mine = tagsOf.get(row.id) ?? []
      const events = eventsOf.get(row.id) ?? []
      const unjudged = events.filter(({ verdict }) => !verdict?.verdict)
      return {
        id: row.id,
        name: row.name,
        parent: row.parent,
        simulated: row.simulated,
        tags: mine.length,
        ...extent(mine.map((tag) => infos.get(tag.id))),
        attention: detected.has(row.id)
          ? { severity: unjudged.length > 0 ? Math.min(...unjudged.map(({ event }) => event.severity)) : null, unjudged: unjudged.length, events: events.length }
          : null,
      }
    })
  }

  async function describeTags(rows: readonly TagRow[]): Promise<Tag[]> {
    const infos = new Map((await telemetry.info(rows.map((row) => row.id))).map((info) => [info.series, info]))
    const simulated = new Map((await catalog.assets.list()).map((asset) => [asset.id, asset.simulated]))
    return rows.map((row) => {
      const info = infos.get(row.id)
      return {
        id: row.id, asset: row.asset, name: row.name, unit: row.unit, kind: row.kind, kindGuessed: row.kindGuessed, simulated: simulated.get(row.asset) ?? false,
        n: info?.n ?? 0, start: info?.start ?? null, end: info?.end ?? null, interval: info?.interval ?? null,
        grade: row.grade, reasons: [...row.reasons], labels: [...row.labels],
      }
    })
  }

  const one = async (row: AssetRow) => (await describe([row]))[0]!

  /** An asset may hang under any other but not under itself or what hangs under it. */
  async function refuseLoop(id: number, parent: number | null) {
    const parents = new Map((await catalog.assets.list()).map((asset) => [asset.id, asset.parent]))
    for (let at = parent; at !== null; at = parents.get(at) ?? null)
      if (at === id) throw new Fault('bad_input', 'An asset cannot hang under itself or under one of its own parts. Choose another parent.', { asset: id, parent })
  }

  return os.router({
    list: os.list.handler(async () => describe(await catalog.assets.list())),
    create: os.create.handler(async ({ input }) => {
      if (await catalog.assets.byName(input.name)) throw new Fault('conflict', `There is an asset named ${input.name} already. Choose another name.`, { name: input.name })
      const row = await catalog.assets.ensure({ name: input.name, parent: input.parent })
      feed.publish('assets')
      return one(row)
    }),
    update: os.update.handler(async ({ input: { id, name, parent } }) => {
      if (parent !== undefined) await refuseLoop(id, parent)
      if (name !== undefined) {
        const other = await catalog.assets.byName(name)
        if (other && other.id !== id) throw new Fault('conflict', `There is an asset named ${name} already. Choose another name.`, { name })
      }
      const row = await catalog.assets.update(id, { ...(name !== undefined && { name }), ...(parent !== undefined && { parent }) })
      feed.publish('assets')
      return one(row)
    }),
    remove: os.remove.handler(async ({ input }) => {
      await catalog.assets.get(input.id)
      const children = (await catalog.assets.list()).filter((asset) => asset.parent === input.id)
      if (children.length > 0)
        throw new Fault('conflict', `${children.length} assets hang under this one. Move or remove them first.`, { asset: input.id, children: children.map(({ name }) => name) })
      const tags = [...(await catalog.tags.list({ asset: input.id, derived: false })), ...(await catalog.tags.list({ asset: input.id, derived: true }))]
      const events = await catalog.events.list({ asset: input.id })
      const points = await telemetry.remove(tags.map((tag) => tag.id), -Infinity, Infinity)
      await catalog.assets.remove(input.id)
      for (const topic of ['assets', 'tags', 'events'] as const) feed.publish(topic)
      return { points, events: events.length }
    }),
    tags: os.tags.handler(async ({ input }) => {
      await catalog.assets.get(input.id)
      return describeTags(await catalog.tags.list({ asset: input.id, derived: false }))
    }),
    records: os.records.handler(async ({ input }) => {
      await catalog.assets.get(input.id)
      const [labels, orders] = await Promise.all([catalog.documents.get('labels', String(input.id)), catalog.documents.get('workOrders', String(input.id))])
      return [...labelled.catch([]).parse(labels ?? []), ...ordered.catch([]).parse(orders ?? [])].sort((a, b) => b.from - a.from)
    }),
    updateTag: os.updateTag.handler(async ({ input: { id, kind, ...change }, signal }) => {
      const before = await catalog.tags.get(id)
      if (kind !== undefined && (kind === 'text') !== (before.kind === 'text')) {
        throw new Fault('bad_input', before.kind === 'text' ? `"${before.name}" holds words: it cannot be of another kind. Import it again with numbers.` : `"${before.name}" holds numbers: it cannot become text. Import it again as text.`, { tag: id })
      }
      await catalog.tags.update(id, { ...change, ...(kind !== undefined && { kind, kindGuessed: false }) })
      // what counts as a defect depends on the kind: a valve may stand still
      if (kind !== undefined && kind !== before.kind) await host.run('tags.grade', { tags: [id] }, { lane: 'interactive', signal })
      feed.publish('tags')
      return (await describeTags([await catalog.tags.get(id)]))[0]!
    }),
  })
}

const stretch = { from: z.number(), to: z.number(), words: z.string() }
const labelled = z.array(z.object({ ...stretch, kind: z.string() }).transform(({ kind, ...rest }): AssetRecord => ({ ...rest, kind: 'label', title: kind.replaceAll('_', ' ') })))
const ordered = z.array(z.object({ ...stretch, number: z.string() }).transform(({ number, ...rest }): AssetRecord => ({ ...rest, kind: 'work_order', title: number })))

function extent(infos: readonly (SeriesInfo | undefined)[]): { points: number; start: number | null; end: number | null } {
  let points = 0
  let start: number | null = null
  let end: number | null = null
  for (const info of infos) {
    if (!info || info.start === null || info.end === null) continue
    points += info.n
    start = start === null ? info.start : Math.min(start, info.start)
    end = end === null ? info.end : Math.max(end, info.end)
  }
  return { points, start, end }
}
