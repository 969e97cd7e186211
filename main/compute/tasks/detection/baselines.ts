import type { Detection } from '../../../contract/detection.ts'
import { Fault } from '../../../contract/errors.ts'
import type { Detector, FittedDetector } from '../../../../models/detectors/detector.ts'
import { findEvents } from '../../../../models/detectors/findEvents.ts'
import { detectors } from '../../../../models/detectors/index.ts'
import { alarmsPerWeek as alarmsPerWeekOf } from '../../../../models/evaluate/events.ts'
import type { TaskRun } from '../../port.ts'
import type { AssetFrames } from '../assetFrames.ts'
import { fitDetector, type Reference } from './reference.ts'

/** Above this many events of one method nobody compares them one by one, and they would fill the row of the detection. */
const mostKept = 2000

/**
 * The other detectors on the same split under the same budget: whoever reads a result sees what something trivial would have found.
 * One that needs a longer reference is listed with its reason.
 */
export async function runBaselines(chosen: Detector, frames: AssetFrames, reference: Reference, alarmsPerWeek: number, run: TaskRun): Promise<{ baselines: Detection['baselines']; baselineEvents: Record<string, number[]> }> {
  const others = detectors.filter(({ id }) => id !== chosen.id)
  const results: Detection['baselines'] = []
  const baselineEvents: Record<string, number[]> = {}
  for (const other of others) {
    run.report({ progress: 0.8 + (0.2 * results.length) / others.length, doing: `Beside it: ${other.title}.` })
    const started = performance.now()
    const named = { detector: other.id, title: other.title }
    const fitted = tryFit(other, frames, reference)
    if (typeof fitted === 'string') {
      results.push({ ...named, events: 0, alarmsPerWeek: null, seconds: (performance.now() - started) / 1000, refused: fitted })
      continue
    }
    const scores = await scoreOnly(fitted, frames, run)
    const found = findEvents(scores, fitted.thresholdFor(alarmsPerWeek))
    const rate = alarmsPerWeekOf(found.length, scores.length, fitted.interval)
    if (found.length <= mostKept) baselineEvents[other.id] = found.flatMap(({ from, to }) => [from, to])
    results.push({ ...named, events: found.length, alarmsPerWeek: Number.isFinite(rate) ? rate : null, seconds: (performance.now() - started) / 1000 })
  }
  return { baselines: results, baselineEvents }
}

/** The reason in words where the reference is too short for this one. */
function tryFit(detector: Detector, frames: AssetFrames, reference: Reference): FittedDetector | string {
  try {
    return fitDetector(detector, frames, reference)
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_enough_history') return error.message
    throw error
  }
}

async function scoreOnly(fitted: FittedDetector, frames: AssetFrames, run: TaskRun): Promise<Float64Array> {
  const scorer = fitted.scorer()
  const scores = new Float64Array(frames.rows)
  let at = 0
  for await (const frame of frames.blocks(frames.start, frames.end + 1)) {
    run.signal.throwIfAborted()
    scores.set(scorer.push(frame).asset, at)
    at += frame.time.length
  }
  return scores.subarray(0, at)
}
