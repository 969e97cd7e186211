import type { Detector, FittedDetector, ScoreBlock } from '../../models/detectors/detector.ts'
import { classify } from '../../models/preprocess/classify.ts'
import type { Channel, Frame } from '../../models/series/frame.ts'
import type { Columns } from './load.ts'

/** The alarm budget of every protocol: the product's default. */
export const budget = 2

/** Between two recordings lie so many intervals without a row. */
const pause = 1000

/** @param second the row where a second recording begins, which was not made right after the first. */
export function frameOf(columns: Columns, interval: number, second = Infinity): Frame {
  return { time: Float64Array.from(columns[0], (_, i) => (i < second ? i : i + pause) * interval), columns }
}

/** Which columns are judged: the first so many, the rest being commands; or those that an import takes for analogue. */
export type Judged = number | 'as imported'

export function channelsOf(columns: Columns, judged: Judged = columns.length): Channel[] {
  return columns.map((column, at) => ({ name: `channel ${at}`, unit: '', kind: judged === 'as imported' ? classify(column) : at < judged ? 'analogue' : 'command' }))
}

export function joined(first: Columns, second: Columns): Columns {
  return first.map((column, at) => {
    const both = new Float64Array(column.length + second[at].length)
    both.set(column)
    both.set(second[at], column.length)
    return both
  })
}

export interface Recorded {
  readonly judged?: Judged
  /** As in `frameOf`. */
  readonly second?: number
}

export interface Scored {
  readonly fitted: FittedDetector
  readonly block: ScoreBlock
  /** Those of the asset. */
  readonly scores: Float64Array
  readonly threshold: number
  readonly frame: Frame
}

/** Learns on the first `reference` rows (or the whole) and scores every row, as the detect task of the product does. */
export function learnAndScore(detector: Detector, columns: Columns, interval: number, reference: number | 'whole', { judged, second }: Recorded = {}): Scored {
  const frame = frameOf(columns, interval, second)
  const fitted = detector.fit(frame, channelsOf(columns, judged), { reference: reference === 'whole' ? 'whole' : { from: 0, to: reference } })
  const block = fitted.scorer().push(frame)
  return { fitted, frame, block, scores: block.asset, threshold: fitted.thresholdFor(budget) }
}

export function alarmsAbove(scores: Float64Array, threshold: number, from = 0): Uint8Array {
  return Uint8Array.from(scores.subarray(from), (score) => (score > threshold ? 1 : 0))
}
