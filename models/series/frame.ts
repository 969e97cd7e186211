/**
 * The one shape in which measurements enter the mathematics: columns side by side on a common clock.
 *
 * `time` is epoch milliseconds (UTC), ascending, possibly fractional (12 kHz vibration). Every column has the length of `time`;
 * NaN means "no value" and is never replaced silently. A frame may be a view of a longer one: functions must not keep or change it.
 */
export interface Frame {
  readonly time: Float64Array
  readonly columns: readonly Float64Array[]
}

/** What kind of signal a tag carries. Only `analogue` tags are judged by detectors; the others are context. */
export type TagKind = 'analogue' | 'binary' | 'command' | 'counter' | 'constant' | 'text'

/** How far a tag's recording can be trusted for learning. */
export type HealthGrade = 'high' | 'medium' | 'low'

/** What a detector knows about a column before it sees a value. Names and units are used for words, never for decisions. */
export interface Channel {
  readonly name: string
  readonly unit: string
  readonly kind: TagKind
}

/** A half-open range of rows [from, to). */
export interface RowRange {
  readonly from: number
  readonly to: number
}
