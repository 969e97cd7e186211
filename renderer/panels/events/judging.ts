import { create } from 'zustand'
import type { Event, ReasonCode, VerdictCode } from '../../../main/contract/events.ts'

/** What stands on an event: its verdict with everything that belongs to it. */
export interface Standing {
  readonly verdict: VerdictCode | null
  readonly reason: ReasonCode | null
  readonly note: string
  readonly until: number | null
}

/** One verdict of this session, on one event or on many: what stood there before, what was put there. */
export interface Step {
  readonly changes: readonly { readonly event: string; readonly asset: number; readonly before: Standing; readonly after: Standing; /** Nothing was ever said of it before. */ readonly first: boolean }[]
  readonly words: string
  readonly at: number
}

export interface JudgingState {
  /** A verdict that waits for its reason, or for the day until which it is postponed. */
  readonly asking: VerdictCode | null
  readonly steps: readonly Step[]
  /** Taken back, the last one first to come again. */
  readonly undone: readonly Step[]
  /** Judged since the queue was last built: they fade where they stand, they do not vanish under the pointer. With whether it was the first verdict of all. */
  readonly fading: ReadonlyMap<string, boolean>
  /** Chosen together, to be judged at once. */
  readonly marked: ReadonlySet<string>
  ask(verdict: VerdictCode | null): void
  did(step: Step): void
  tookBack(): void
  didAgain(): void
  mark(marked: Iterable<string>): void
  /** Lets the judged ones go from the queue. */
  settle(): void
}

const undoSteps = 50

export const useJudging = create<JudgingState>((set) => ({
  asking: null,
  steps: [],
  undone: [],
  fading: new Map(),
  marked: new Set(),
  ask: (asking) => set({ asking }),
  did: (step) =>
    set(({ steps, fading }) => ({ asking: null, undone: [], marked: new Set(), steps: [...steps.slice(1 - undoSteps), step], fading: new Map([...fading, ...step.changes.map(({ event, first }) => [event, fading.get(event) ?? first] as const)]) })),
  tookBack: () => set(({ steps, undone }) => ({ steps: steps.slice(0, -1), undone: [...undone, ...steps.slice(-1)] })),
  didAgain: () => set(({ steps, undone }) => ({ undone: undone.slice(0, -1), steps: [...steps, ...undone.slice(-1)] })),
  mark: (marked) => set({ marked: new Set(marked) }),
  settle: () => set({ fading: new Map() }),
}))

/** What stands on an event now. */
export const standingOf = ({ verdict }: Event): Standing => ({ verdict: verdict?.verdict ?? null, reason: verdict?.reason ?? null, note: verdict?.note ?? '', until: verdict?.until ?? null })

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

const day = 86_400_000
/** Letters for how long an event is postponed. */
export const postponements = [
  { key: 'd', id: 'day', span: day },
  { key: 'w', id: 'week', span: 7 * day },
  { key: 'm', id: 'month', span: 30 * day },
  { key: 'q', id: 'quarter', span: 91 * day },
] as const
