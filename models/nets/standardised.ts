import type { Standard } from '../detectors/telltale/standardise.ts'
import type { Frame } from '../series/frame.ts'
import type { Measured } from './residuals.ts'

/** Beyond this many widths a value is held there, so that a spike cannot drown everything else in the loss. */
const clip = 10

/** Columns as a network takes them: in widths around the centre, held at the clip, 0 where nothing was measured. */
export function standardised(frame: Frame, standards: readonly Standard[], judged: readonly number[]): Measured {
  return {
    judged,
    columns: frame.columns.map((column, at) => {
      const { centre, width } = standards[at]
      return Float32Array.from(column, (value) => (Number.isNaN(value) ? 0 : Math.max(-clip, Math.min(clip, (value - centre) / width))))
    }),
    present: judged.map((at) => Uint8Array.from(frame.columns[at], (value) => (Number.isFinite(value) ? 1 : 0))),
  }
}
