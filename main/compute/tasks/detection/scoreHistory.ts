import { setImmediate } from 'node:timers/promises'
import type { FittedDetector, ScoreBlock } from '../../../../models/detectors/detector.ts'
import { leadsOf } from '../../../../models/detectors/leads.ts'
import type { Frame } from '../../../../models/series/frame.ts'
import type { TaskRun } from '../../port.ts'
import type { Driver } from '../../sideBySide/driver.ts'
import type { AssetFrames } from '../assetFrames.ts'
import type { TaskContext } from '../context.ts'

/** Scores of a whole history. The asset's stay in memory (10 bytes a row with who leads); the rest is in the store. */
export interface ScoredHistory {
  readonly time: Float64Array
  readonly asset: Float64Array
  readonly operating: Uint8Array
  /** As `leadsOf` gives them. */
  readonly leads: Uint16Array
  /** Derived series of the asset's score, and of each judged tag's by tag id. */
  readonly series: number
  readonly tags: ReadonlyMap<number, number>
  /** Derived series of the id of the tag that leads, 0 where none does. */
  readonly leadSeries: number
}

/** Scores everything block by block and keeps the scores as derived series, so that they are drawn and read like any other. */
export async function scoreHistory(
  { store }: TaskContext,
  { frames, fitted, driver, asset, label, run, onPart }: { frames: AssetFrames; fitted: FittedDetector; driver: Driver; asset: number; label: string; run: TaskRun; onPart: (part: number) => void },
): Promise<ScoredHistory> {
  const derived = async (name: string) => (await store.catalog.tags.ensure({ asset, name: `${name} (${label})`, kind: 'analogue', derived: 'score' })).id
  const series = await derived('score')
  const leadSeries = await derived('tag that leads')
  const tags = new Map<number, number>()
  const time = new Float64Array(frames.rows)
  const scores = new Float64Array(frames.rows)
  const operating = new Uint8Array(frames.rows)
  const leads = new Uint16Array(frames.rows)
  const scorer = fitted.scorer()
  const push = async (frame: Frame): Promise<ScoreBlock> => (scorer.pushSteps ? driver.drive((allocate) => scorer.pushSteps!(frame, allocate), run.signal) : scorer.push(frame))
  let at = 0
  for await (const frame of frames.blocks(frames.start, frames.end + 1, fitted.limits?.atOnce)) {
    await setImmediate() // a cancel is a message: without a turn of the loop it would not be heard
    run.signal.throwIfAborted()
    const block = await push(frame)
    const lead = leadsOf(block)
    const leadTag = Float64Array.from(lead, (one) => (one === 0 ? 0 : frames.tags[one - 1]!.id))
    const batches = [{ series, time: frame.time, value: block.asset }, { series: leadSeries, time: frame.time, value: leadTag }]
    for (const [c, value] of block.channels.entries()) {
      if (value.length === 0) continue // context only
      const tag = frames.tags[c]!
      if (!tags.has(tag.id)) tags.set(tag.id, await derived(`score of ${tag.name}`))
      batches.push({ series: tags.get(tag.id)!, time: frame.time, value })
    }
    await store.telemetry.append(batches)
    time.set(frame.time, at)
    scores.set(block.asset, at)
    operating.set(block.operating, at)
    leads.set(lead, at)
    at += frame.time.length
    onPart(at / frames.rows)
  }
  return { time: time.subarray(0, at), asset: scores.subarray(0, at), operating: operating.subarray(0, at), leads: leads.subarray(0, at), series, tags, leadSeries }
}
