import type { Channel, Frame, RowRange } from '../series/frame.ts'
import type { Allocate, Steps } from './steps.ts'

/** A detector is a row of the table in `models/detectors/index.ts`. It is deterministic: same input, same scores, to the bit. */
export interface Detector {
  /** Stable name used by the command line and stored with every detection, e.g. `telltale` or `zscore-mad`. */
  readonly id: string
  /** Rises whenever the same input would give other scores. */
  readonly version: number
  readonly title: string
  /** One sentence for the engineer and the paper or standard that the method comes from. */
  readonly about: string
  /**
   * Learns what normal looks like.
   * @throws {DetectorFault} `not_enough_history` (with how much more is needed) or `bad_input`.
   */
  fit(frame: Frame, channels: readonly Channel[], options: FitOptions): FittedDetector
  /** The same to the bit, in steps whose pieces may be done side by side: there where learning takes long. */
  fitSteps?(frame: Frame, channels: readonly Channel[], options: FitOptions, allocate: Allocate): Steps<FittedDetector>
  /** Rebuilds a fitted detector from what `FittedDetector.state` gave, to the bit. */
  restore(state: DetectorState): FittedDetector
}

export interface FitOptions {
  /** Rows to learn from, or `whole` to learn robustly from the whole history, which may hold the faults that are looked for. */
  readonly reference: RowRange | 'whole'
}

/** Structured-cloneable and small (independent of the length of the history). Numbers and typed arrays only inside `data`. */
export interface DetectorState {
  readonly detector: string
  readonly version: number
  readonly channels: readonly Channel[]
  readonly data: unknown
}

export interface FittedDetector {
  readonly state: DetectorState
  /** Median spacing of the reference rows in milliseconds: what one sample is worth in time. */
  readonly interval: number
  /** How many samples a score may still change after it was given (0: strictly causal). */
  readonly lookahead: number
  /** Begins scoring at the first row of a series, or goes on from a checkpoint: the scores are the same to the bit, in any cut. */
  scorer(checkpoint?: unknown): Scorer
  /**
   * Asset scores of the reference rows and who leads them, the same to the bit as a scorer that begins at the first of them gives: there where learning
   * had to score them all anyway, so that nobody does it twice. Not part of the state.
   */
  readonly referenceScores?: { readonly scores: Float64Array; readonly leads: Uint16Array }
  /**
   * Where scoring a row takes long or looks far back; absent: as callers do anyway. `lead`: rows before a stretch that `expectation` and `explain`
   * must be given; `atOnce`: rows that one push should hold at most, so that a cancel is heard; `shown`: rows that one picture or explanation should hold at most.
   */
  readonly limits?: { readonly lead: number; readonly atOnce: number; readonly shown: number }
  /** The score above which, on data like the reference, at most `alarmsPerWeek` events are expected. */
  thresholdFor(alarmsPerWeek: number): number
  /** What the detector expected of a channel over a stretch: used for the pictures of evidence. Same length as the frame. */
  expectation(frame: Frame, channel: number): Expectation
  /** Why this stretch alarmed: channels ranked by their share of the score. `frame` holds the event and `lead` rows before it. */
  explain(frame: Frame, event: RowRange): Explanation
}

export interface Scorer {
  push(frame: Frame): ScoreBlock
  /** The same to the bit, in steps whose pieces may be done side by side. One at a time: the next begins when this one has ended. */
  pushSteps?(frame: Frame, allocate: Allocate): Steps<ScoreBlock>
  /** Small, structured-cloneable; given to `FittedDetector.scorer` to go on. */
  checkpoint(): unknown
}

/**
 * Scores of one pushed block, one per row. A score is -log10 of the tail probability on normal data (0 = ordinary, 4 = once in
 * ten thousand samples), never NaN: rows without a single usable value have score 0 and `state` unknown.
 */
export interface ScoreBlock {
  readonly asset: Float64Array
  /** Per analogue channel, in the order of the channels given to `fit`; channels that are only context have an empty array. */
  readonly channels: readonly Float64Array[]
  /** Index into `stages` of the stage that gave the asset score. */
  readonly stage: Uint8Array
  /** Operating state per row: 0 unknown, 1 running, 2 stopped, 3 changing. */
  readonly operating: Uint8Array
}

export interface Expectation {
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

export interface Explanation {
  readonly channels: readonly ChannelEvidence[]
  /** Which stage fired, in words a reliability engineer uses: `level`, `pattern`, `relation`, `variance`, `roughness`. */
  readonly stage: string
}

export interface ChannelEvidence {
  readonly channel: number
  /** Share of the event's score, 0..1; shares of an event sum to 1. */
  readonly share: number
  /** In the tag's own units, at the row where this channel deviates most inside the event. */
  readonly expected: number
  readonly actual: number
  /** Row inside the frame where this channel left its normal band first, or -1. */
  readonly onset: number
  /** In the tag's own units, where the event is one of spread: what it was where it was furthest from the usual one, and the usual one. */
  readonly spread?: { readonly actual: number; readonly usual: number }
}

/** A stretch of rows that alarmed, before it has a name or words. */
export interface RawEvent extends RowRange {
  readonly peak: number
  readonly score: number
}

export class DetectorFault extends Error {
  readonly code: 'not_enough_history' | 'bad_input'
  readonly detail: Readonly<Record<string, unknown>>
  constructor(code: DetectorFault['code'], message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'DetectorFault'
    this.code = code
    this.detail = detail
  }
}
