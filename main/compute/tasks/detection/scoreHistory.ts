import { setImmediate } from 'node:timers/promises'
import type { FittedDetector, ScoreBlock } from '../../../../models/detectors/detector.ts'
import type { Frame } from '../../../../models/series/frame.ts'
import type { TaskRun } from '../../port.ts'
import type { Driver } from '../../sideBySide/driver.ts'
import type { AssetFrames } from '../assetFrames.ts'
import type { TaskContext } from '../context.ts'

/** Scores of a whole history. The asset's stay in memory (8 bytes a row); the rest is in the store. */
export interface ScoredHistory {
  readonly time: Float64Array
  readonly asset: Float64Array
  readonly operating: Uint8Array
  /** Derived series of the asset's score, and of each judged tag's by tag id. */
  readonly series: number
  readonly tags: ReadonlyMap<number, number>
}

/** Scores everything block by block and keeps the scores as derived series, so that they are drawn and read like any other. */
export async function scoreHistory(
  { store }: TaskContext,
  { frames, fitted, driver, asset, label, run, onPart }: { frames: AssetFrames; fitted: FittedDetector; driver: Driver; asset: number; label: string; run: TaskRun; onPart: (part: number) => void },
): Promise<ScoredHistory> {
  const derived = async (name: string) => (await store.catalog.tags.ensure({ asset, name: `${name} (${label})`, kind: 'analogue', derived: 'score' })).id
  const series = await derived('score')
  const tags = new Map<number, number>()
  const time = new Float64Array(frames.rows)
  const scores = new Float64Array(frames.rows)
  const operating = new Uint8Array(frames.rows)
  const scorer = fitted.scorer()
  const push = async (frame: Frame): Promise<ScoreBlock> => (scorer.pushSteps ? driver.drive((allocate) => scorer.pushSteps!(frame, allocate), run.signal) : scorer.push(frame))
  let at = 0
  for await (const frame of frames.blocks(frames.start, frames.end + 1, fitted.limits?.atOnce)) {
    await setImmediate() // a cancel is a message: without a turn of the loop it would not be heard
    run.signal.throwIfAborted()
    const block = await push(frame)
    const batches = [{ series, time: frame.time, value: block.asset }]
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
    at += frame.time.length
    onPart(at / frames.rows)
  }
  return { time: time.subarray(0, at), asset: scores.subarray(0, at), operating: operating.subarray(0, at), series, tags }
}
