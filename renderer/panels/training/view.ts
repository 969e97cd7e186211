import { create } from 'zustand'

/** What the panel looks at: kept while other panels are in front. */
export interface TrainingView {
  readonly run: number | null
  readonly marked: ReadonlySet<number>
  readonly setUp: boolean
  readonly log: boolean
  readonly smooth: boolean
  /** Of a run that has a network: what it says of the recording, instead of how it was learned. */
  readonly scores: boolean
  /** Only runs on the selected asset are listed. */
  readonly onlyAsset: boolean
  choose(run: number | null): void
  mark(run: number): void
  unmark(): void
  show(change: Partial<Pick<TrainingView, 'setUp' | 'log' | 'smooth' | 'scores' | 'onlyAsset'>>): void
}

export const useTrainingView = create<TrainingView>((set) => ({
  run: null,
  marked: new Set(),
  setUp: false,
  log: true,
  smooth: true,
  scores: false,
  onlyAsset: false,
  choose: (run) => set({ run }),
  mark: (run) =>
    set(({ marked }) => {
      const next = new Set(marked)
      if (!next.delete(run)) next.add(run)
      return { marked: next }
    }),
  unmark: () => set({ marked: new Set() }),
  show: (change) => set(change),
}))
