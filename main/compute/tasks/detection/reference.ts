import { Fault } from '../../../contract/errors.ts'
import type { ReferenceChoice } from '../../../contract/detection.ts'
import { DetectorFault, type Detector, type FitOptions, type FittedDetector } from '../../../../models/detectors/detector.ts'
import type { Frame } from '../../../../models/series/frame.ts'
import { driveAlone, type Driver } from '../../sideBySide/driver.ts'
import { joinFrames, type AssetFrames } from '../assetFrames.ts'

export interface Reference {
  readonly frame: Frame
  readonly whole: boolean
  readonly from: number
  /** Time of the last row: included. */
  readonly to: number
}

/** The rows that normal is learned from. @throws Fault `not_enough_history` or `too_large`, saying how much there is. */
export async function readReference(frames: AssetFrames, choice: ReferenceChoice): Promise<Reference> {
  const whole = choice === 'whole'
  const frame =
    typeof choice === 'object' && 'rows' in choice
      ? await firstRows(frames, choice.rows)
      : await frames.whole(...(whole ? ([frames.start, frames.end + 1] as const) : ([choice.from, choice.to] as const)))
  if (frame.time.length < 2)
    throw new Fault('not_enough_history', 'The reference period holds fewer than two rows. Choose a period inside the recording.', { start: frames.start, end: frames.end })
  return { frame, whole, from: frame.time[0], to: frame.time.at(-1)! }
}

async function firstRows(frames: AssetFrames, wanted: number): Promise<Frame> {
  const parts: Frame[] = []
  let rows = 0
  for await (const part of frames.blocks(frames.start, frames.end + 1)) {
    const take = Math.min(part.time.length, wanted - rows)
    parts.push({ time: part.time.subarray(0, take), columns: part.columns.map((column) => column.subarray(0, take)) })
    rows += take
    if (rows === wanted) return joinFrames(parts, frames.tags.length)
  }
  throw new Fault('not_enough_history', `The reference asks for the first ${wanted} rows, but the recording has ${rows}. Ask for fewer.`, { asked: wanted, rows })
}

/** @param driver where a detector that learns in steps does them; without one, and for the others, everything is done here. */
export async function fitDetector(detector: Detector, frames: AssetFrames, { frame, whole }: Reference, { driver = driveAlone, signal }: { driver?: Driver; signal: AbortSignal }): Promise<FittedDetector> {
  const options: FitOptions = { reference: whole ? 'whole' : { from: 0, to: frame.time.length } }
  try {
    if (!detector.fitSteps) return detector.fit(frame, frames.channels, options)
    return await driver.drive((allocate) => detector.fitSteps!(frame, frames.channels, options, allocate), signal)
  } catch (error) {
    if (error instanceof DetectorFault) throw new Fault(error.code, error.message, error.detail, { cause: error })
    throw error
  }
}
