import { Fault } from '../../contract/errors.ts'
import type { RetentionPreview, RetentionRequest } from '../../contract/retention.ts'
import type { Store } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

/** What dropping would drop. Nothing is changed. @throws Fault `not_found` (no such asset). */
export const retentionPreview: Task<Tasks['retention.preview']['input'], Tasks['retention.preview']['output']> = async ({ store }, input) => (await look(store, input)).preview

/**
 * Drops points before a time, in one transaction an asset. @throws Fault `conflict` when it would drop another number than was previewed:
 * an import has brought old points meanwhile.
 */
export const retentionRun: Task<Tasks['retention.run']['input'], Tasks['retention.run']['output']> = async ({ store }, { points, ...request }, run) => {
  const { preview, series } = await look(store, request)
  if (preview.points !== points) throw new Fault('conflict', `The preview said ${count(points)} points, now it would drop ${count(preview.points)}. Look at the preview again.`, { previewed: points, now: preview.points })
  for (const [index, one] of series.entries()) {
    run.signal.throwIfAborted()
    await store.telemetry.remove(one, -Infinity, request.before)
    run.report({ progress: (index + 1) / series.length, doing: `Dropping points of ${preview.assets[index]!.name}.` })
  }
  for (const topic of ['assets', 'tags'] as const) store.feed.publish(topic)
  return preview
}

async function look({ catalog, telemetry }: Store, { before, asset: only }: RetentionRequest): Promise<{ preview: RetentionPreview; series: number[][] }> {
  const rows = only === undefined ? await catalog.assets.list() : [await catalog.assets.get(only)]
  const assets: RetentionPreview['assets'] = []
  const series: number[][] = []
  let kept = 0
  for (const { id, name } of rows) {
    const tags = await catalog.tags.list({ asset: id, derived: false })
    const derived = (await catalog.tags.list({ asset: id, derived: true })).map((tag) => tag.id)
    const emptied: string[] = []
    let points = 0
    for (const info of await telemetry.info(tags.map((tag) => tag.id))) {
      const dropped = await telemetry.countRange([info.series], -Infinity, before)
      points += dropped
      kept += info.n - dropped
      if (dropped > 0 && dropped === info.n) emptied.push(tags.find((tag) => tag.id === info.series)!.name)
    }
    const scores = await telemetry.countRange(derived, -Infinity, before)
    if (points + scores === 0) continue
    assets.push({ asset: id, name, points, scores, emptied })
    series.push([...tags.map((tag) => tag.id), ...derived])
  }
  const points = assets.reduce((sum, one) => sum + one.points, 0)
  const scores = assets.reduce((sum, one) => sum + one.scores, 0)
  return { preview: { before, points, scores, kept, assets, words: wordsOf(before, points, scores, kept, assets) }, series }
}

function wordsOf(before: number, points: number, scores: number, kept: number, assets: RetentionPreview['assets']): string {
  if (points + scores === 0) return `Nothing lies before ${new Date(before).toISOString()}: this would drop no point.`
  const emptied = assets.reduce((sum, one) => sum + one.emptied.length, 0)
  return [
    `This would drop ${count(points)} points of ${assets.length} ${assets.length === 1 ? 'asset' : 'assets'} before ${new Date(before).toISOString()} and keep ${count(kept)}.`,
    ...(scores > 0 ? [`${count(scores)} points of scores go with them; events and verdicts stay.`] : []),
    ...(emptied > 0 ? [`${emptied} ${emptied === 1 ? 'tag' : 'tags'} would hold nothing any more.`] : []),
  ].join(' ')
}

function count(n: number): string {
  return n.toLocaleString('en')
}
