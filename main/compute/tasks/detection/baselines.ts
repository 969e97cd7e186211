import { setImmediate } from 'node:timers/promises'
import type { Detection } from '../../../contract/detection.ts'
import { endsWithNetwork } from '../../../contract/runs.ts'
import { Fault } from '../../../contract/errors.ts'
import type { FittedDetector } from '../../../../models/detectors/detector.ts'
import { detectors } from '../../../../models/detectors/index.ts'
import { leadsOf } from '../../../../models/detectors/leads.ts'
import { tellEvents, type Alarming } from '../../../../models/detectors/tellEvents.ts'
import { alarmsPerWeek as alarmsPerWeekOf } from '../../../../models/evaluate/events.ts'
import type { DetectionRow } from '../../../storage/ports.ts'
import { runRecords } from '../../../tracking/runRecords.ts'
import type { TaskRun } from '../../port.ts'
import type { AssetFrames } from '../assetFrames.ts'
import type { TaskContext } from '../context.ts'
import { besideId, networkDetector, titleOf } from './networkDetector.ts'
import { fitDetector, type Reference } from './reference.ts'

/** Above this many stretches of alarm of one method nobody compares them one by one, and they would fill the row of the detection. */
const mostKept = 2000

/** Somebody who is set beside the detector. */
interface Other {
  readonly id: string
  readonly title: string
  learn(): Promise<FittedDetector>
}

interface Compared {
  readonly row: DetectionRow
  readonly frames: AssetFrames
  readonly reference: Reference
  readonly job: number
}

/**
 * The other detectors on the same split under the same budget, and the networks that were trained on the asset: whoever reads a result sees what
 * something trivial would have found.
 * Each is added to the stored detection as soon as it is there; one that needs a longer reference is listed with its reason. Where this
 * is stopped or fails the detection says that the rest was not compared.
 */
export async function compareBaselines({ store }: TaskContext, { row, frames, reference, job }: Compared, run: TaskRun): Promise<void> {
  const others = [...detectors.filter(({ id }) => id !== row.detector).map((one): Other => ({ id: one.id, title: one.title, learn: () => fitDetector(one, frames, reference, { signal: run.signal }) })), ...(await networksOf(store, row, frames))]
  const baselines: Detection['baselines'] = []
  const baselineTold: Record<string, readonly (readonly number[])[]> = {}
  const keep = async (state: NonNullable<Detection['comparison']>) => {
    await store.catalog.detections.update(row.id, { baselines, baselineTold, comparison: { job, state } })
    store.feed.publish('detections')
  }
  try {
    await keep('under_way')
    for (const [done, other] of others.entries()) {
      run.report({ progress: done / others.length, doing: `Comparing with baselines: ${other.title}.` })
      await setImmediate()
      run.signal.throwIfAborted()
      const { result, told } = await runOne(other, { row, frames, reference }, run)
      baselines.push(result)
      if (told && told.reduce((sum, { length }) => sum + length, 0) <= 2 * mostKept) baselineTold[other.id] = told
      await keep(done + 1 < others.length ? 'under_way' : 'made')
    }
  } catch (error) {
    await keep('not_made').catch(() => {}) // the asset was removed, or the store is away: the first error says more
    throw error
  }
}

/** What one method finds, with the stretches of each event as in `DetectionRow`; none where it refused. */
async function runOne(other: Other, { row, frames, reference }: Omit<Compared, 'job'>, run: TaskRun): Promise<{ result: Detection['baselines'][number]; told?: readonly (readonly number[])[] }> {
  const started = performance.now()
  const named = { detector: other.id, title: other.title }
  const seconds = () => (performance.now() - started) / 1000
  const fitted = await tryLearn(other)
  if (typeof fitted === 'string') return { result: { ...named, events: 0, alarmsPerWeek: null, seconds: seconds(), refused: fitted } }
  const known = reference.whole ? fitted.referenceScores : undefined
  const alarming = known ? { ...known, time: reference.frame.time } : await scoreOnly(fitted, frames, row, run)
  const events = tellEvents(alarming, fitted.thresholdFor(row.alarmsPerWeek), row.alarmsPerWeek)
  const rate = alarmsPerWeekOf(events.length, alarming.time.length, fitted.interval)
  return { result: { ...named, events: events.length, alarmsPerWeek: Number.isFinite(rate) ? rate : null, seconds: seconds() }, told: events.map(({ stretches }) => stretches.flatMap(({ from, to }) => [from, to])) }
}

/** The newest network of each kind that was trained on the asset: it keeps the reference that its run learned from. */
async function networksOf(store: TaskContext['store'], { asset: id, network }: DetectionRow, frames: AssetFrames): Promise<Other[]> {
  const asset = await store.catalog.assets.get(id)
  const trained = (await runRecords(store.catalog).list()).filter(({ run }) => run.asset === id && endsWithNetwork(run.state) && run.artifacts.model !== null && run.id !== network?.run)
  const newest = [...Map.groupBy(trained, ({ run }) => run.network).values()].flatMap(([first]) => (first ? [first.run] : []))
  return newest.map((run) => ({ id: besideId(run.id), title: titleOf(run), learn: async () => (await networkDetector(store, run.id, asset, frames)).fitted }))
}

const reasons: ReadonlySet<string> = new Set(['not_enough_history', 'conflict', 'not_supported', 'not_found'])

/** The reason in words where the reference is too short for this one, or where its network no longer fits the asset. */
async function tryLearn({ learn }: Other): Promise<FittedDetector | string> {
  try {
    return await learn()
  } catch (error) {
    if (error instanceof Fault && reasons.has(error.code)) return error.message
    throw error
  }
}

async function scoreOnly(fitted: FittedDetector, frames: AssetFrames, { from, to, rows }: DetectionRow, run: TaskRun): Promise<Alarming> {
  const scorer = fitted.scorer()
  const scores = new Float64Array(rows)
  const time = new Float64Array(rows)
  const leads = new Uint16Array(rows)
  let at = 0
  for await (const frame of frames.blocks(from, to + 1, fitted.limits?.atOnce)) {
    await setImmediate() // a cancel is a message: without a turn of the loop it would not be heard
    run.signal.throwIfAborted()
    const block = scorer.push(frame)
    scores.set(block.asset.subarray(0, rows - at), at)
    leads.set(leadsOf(block).subarray(0, rows - at), at)
    time.set(frame.time.subarray(0, rows - at), at)
    at += frame.time.length
  }
  const scored = Math.min(at, rows)
  return { scores: scores.subarray(0, scored), leads: leads.subarray(0, scored), time: time.subarray(0, scored) }
}
