import { Fault } from '../../../contract/errors.ts'
import { defaultRules } from '../../../../models/detectors/findEvents.ts'
import { createThresholdBench, type ThresholdBench } from '../../../../models/threshold/bench.ts'
import type { RowRange } from '../../../../models/series/frame.ts'
import type { DetectionRow, Store } from '../../../storage/ports.ts'

/** The scores of one detection as they were stored, with what makes any threshold a lookup. Kept thresholds share them. */
export interface StoredScores {
  readonly series: number
  readonly time: Float64Array
  readonly scores: Float64Array
  readonly bench: ThresholdBench
  /** Labelled faults as rows, ascending and not overlapping; null where the asset has no labels. */
  readonly labels: readonly RowRange[] | null
}

/** Kept by the warm worker: while a dial is turned they are read and sorted once. */
const loaded = new WeakMap<Store, StoredScores>()

/** @throws Fault `not_found` where the scores were dropped. */
export async function loadScores(store: Store, { id, asset, scoreSeries }: Pick<DetectionRow, 'id' | 'asset' | 'scoreSeries'>): Promise<StoredScores> {
  const series = scoreSeries.asset
  const [info] = await store.telemetry.info([series])
  if (info!.n === 0) throw new Fault('not_found', 'The scores of this older detection are no longer kept. Detect again.', { detection: id })
  const kept = loaded.get(store)
  if (kept?.series === series && kept.time.length === info!.n) return kept
  const { time, value: scores } = await store.telemetry.read(series, -Infinity, Infinity)
  const spans = (await store.catalog.documents.get('labels', String(asset))) as readonly { from: number; to: number }[] | null // written by demo.run
  const one = { series, time, scores, bench: createThresholdBench(scores, defaultRules.gap), labels: spans && rowsOf(spans, time) }
  loaded.set(store, one)
  return one
}

/** Labelled spans of time as rows, in order and not overlapping; spans without a row are left out. */
function rowsOf(spans: readonly { from: number; to: number }[], time: Float64Array): RowRange[] {
  const rows: { from: number; to: number }[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const from = time.findIndex((t) => t >= span.from)
    const end = time.findLastIndex((t) => t <= span.to) + 1
    const last = rows.at(-1)
    if (from < 0 || end <= from) continue
    if (last && from < last.to) last.to = Math.max(last.to, end)
    else rows.push({ from, to: end })
  }
  return rows
}
