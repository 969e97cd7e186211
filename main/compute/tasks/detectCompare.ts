import type { DetectionRow } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import { openAssetFrames, type AssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { compareBaselines } from './detection/baselines.ts'
import type { Reference } from './detection/reference.ts'

/**
 * Sets the simple methods beside a detection: on the rows that it learned from and scored, under its budget, whatever was recorded since. Each is
 * added as it comes; a job that begins again begins with the first.
 */
export const detectCompare: Task<Tasks['detect.compare']['input'], Tasks['detect.compare']['output']> = async (context, { job, detection: id }, run) => {
  const { catalog, telemetry } = context.store
  run.report({ progress: 0, doing: 'Reading the tags.' })
  const row = await catalog.detections.get(id)
  const frames = await openAssetFrames(telemetry, await catalog.tags.list({ asset: row.asset, derived: false }))
  await compareBaselines(context, { row, frames, reference: await learnedFrom(frames, row), job }, run)
  return { detection: id }
}

async function learnedFrom(frames: AssetFrames, { reference, excluded = [] }: DetectionRow): Promise<Reference> {
  const { time, columns } = await frames.whole(reference.from, reference.to + 1)
  // what a network did not learn from, nobody beside it does
  for (const { from, to } of excluded) time.forEach((t, row) => from <= t && t <= to && columns.forEach((column) => (column[row] = Number.NaN)))
  // samples closer than a millisecond may follow the last one
  return { ...reference, frame: { time: time.subarray(0, reference.rows), columns: columns.map((column) => column.subarray(0, reference.rows)) } }
}
