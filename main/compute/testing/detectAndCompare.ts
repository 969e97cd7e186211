import type { TaskRun } from '../port.ts'
import { detectCompare } from '../tasks/detectCompare.ts'
import { detectRun } from '../tasks/detectRun.ts'

/** A detection with the simple methods beside it: what two jobs do one after the other. */
export async function detectAndCompare(context: Parameters<typeof detectRun>[0], input: Parameters<typeof detectRun>[1], run: TaskRun): ReturnType<typeof detectRun> {
  const made = await detectRun(context, input, run)
  await detectCompare(context, { job: input.job, asset: input.asset, detection: made.detection }, run)
  return made
}
