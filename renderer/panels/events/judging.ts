import { create } from 'zustand'
import type { ReasonCode, VerdictCode } from '../../../main/contract/events.ts'

/** One verdict of this session, and what stood there before: what undo puts back. */
export interface Step {
  readonly event: string
  readonly asset: number
  readonly assetName: string
  readonly before: { readonly verdict: VerdictCode | null; readonly reason: ReasonCode | null; readonly note: string; readonly until: number | null }
  readonly at: number
}

export interface JudgingState {
  /** A verdict that waits for its reason. */
  readonly asking: VerdictCode | null
  readonly steps: readonly Step[]
  /** Judged since the queue was last built: they fade, they do not vanish under the pointer. */
  readonly fading: ReadonlySet<string>
  ask(verdict: VerdictCode | null): void
  did(step: Step): void
  undone(): void
  /** Lets the judged ones go from the queue. */
  settle(): void
}

const undoSteps = 50

export const useJudging = create<JudgingState>((set) => ({
  asking: null,
  steps: [],
  fading: new Set(),
  ask: (asking) => set({ asking }),
  did: (step) => set(({ steps, fading }) => ({ asking: null, steps: [...steps.slice(1 - undoSteps), step], fading: new Set([...fading, step.event]) })),
  undone: () => set(({ steps }) => ({ steps: steps.slice(0, -1) })),
  settle: () => set({ fading: new Set() }),
}))

/** Letters for reasons, so that a verdict with its reason is two keys. */
export const reasonKeys: Record<ReasonCode, string> = {
  equipment_fault: 'e',
  instrument_fault: 'i',
  process_upset: 'p',
  operator_action: 'o',
  maintenance: 'm',
  start_stop: 's',
  load_change: 'l',
  weather: 'w',
  data_quality: 'q',
  detector_wrong: 'd',
  other: 'x',
}

/** Only these two verdicts need a reason. */
export const needsReason = (verdict: VerdictCode): boolean => verdict === 'problem' || verdict === 'not_a_problem'
