import { Fault } from '../../../contract/errors.ts'
import { defaultRules } from '../../../../models/detectors/findEvents.ts'
import { createThresholdBench, type ThresholdBench } from '../../../../models/threshold/bench.ts'
import type { RowRange } from '../../../../models/series/frame.ts'
import type { DetectionRow, Store } from '../../../storage/ports.ts'

/** The scores of one detection as they were stored, with what makes any threshold a lookup. Kept thresholds share them. */
export interface StoredScores {
  readonly series: number
  /** That of who leads, where it was kept. */
  readonly leadSeries: number | undefined
  readonly time: Float64Array
  readonly scores: Float64Array
  /** As `leadsOf` gives them; empty for an older detection, which did not keep them: its alarms are all one story. */
  readonly leads: Uint16Array
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
  if (kept?.series === series && kept.leadSeries === scoreSeries.lead && kept.time.length === info!.n) return kept
  const { time, value: scores } = await store.telemetry.read(series, -Infinity, Infinity)
  const spans = (await store.catalog.documents.get('labels', String(asset))) as readonly { from: number; to: number }[] | null // written by demo.run
  const leads = await readLeads(store, scoreSeries, time)
  const one: StoredScores = { series, leadSeries: scoreSeries.lead, time, scores, leads, bench: createThresholdBench(scores, defaultRules.gap), labels: spans && rowsOf(spans, time) }
  loaded.set(store, one)
  return one
}

/** Who leads each row, numbered as the tags come; none where the series is not there, or not all of it any more. */
async function readLeads({ telemetry }: Store, { lead, tags }: DetectionRow['scoreSeries'], time: Float64Array): Promise<Uint16Array> {
  if (lead === undefined) return new Uint16Array(0)
  const { value } = await telemetry.read(lead, -Infinity, Infinity)
  if (value.length !== time.length) return new Uint16Array(0)
  const numbers = new Map(Object.keys(tags).map((tag, at) => [Number(tag), at + 1]))
  const leads = new Uint16Array(value.length)
  let last = 0
  let number = 0
  for (let row = 0; row < value.length; row++) {
    // the same tag leads for long
    if (value[row] !== last) {
      last = value[row]
      number = numbers.get(last) ?? 0
    }
    leads[row] = number
  }
  return leads
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
