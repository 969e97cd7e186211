import { create } from 'zustand'

export interface Range {
  readonly from: number
  readonly to: number
}

/** What the whole workstation looks at: one asset, one event, one stretch of time. Panels read and write it; none owns it. */
export interface SelectionState {
  readonly asset: number | null
  readonly event: string | null
  /** null: the whole history of the asset. */
  readonly range: Range | null
  readonly past: readonly (Range | null)[]
  readonly future: readonly (Range | null)[]
  selectAsset(asset: number | null): void
  selectEvent(event: string | null, asset?: number): void
  /** Shows another stretch of time and remembers the one before. */
  show(range: Range | null): void
  /** Moves within the same step of the history: for panning and wheel zoom, which would fill it. */
  slide(range: Range): void
  back(): void
  forward(): void
}

const remembered = 50

export const useSelection = create<SelectionState>((set) => ({
  asset: null,
  event: null,
  range: null,
  past: [],
  future: [],
  selectAsset: (asset) => set((state) => (state.asset === asset ? {} : { asset, event: null, range: null, past: [], future: [] })),
  selectEvent: (event, asset) =>
    set((state) => {
      if (asset === undefined || asset === state.asset) return { event }
      return { event, asset, range: null, past: [], future: [] }
    }),
  show: (range) => set((state) => (same(range, state.range) ? {} : { range, past: [...state.past.slice(1 - remembered), state.range], future: [] })),
  slide: (range) => set({ range }),
  back: () =>
    set(({ range, past, future }) => {
      const before = past.at(-1)
      return before === undefined ? {} : { range: before, past: past.slice(0, -1), future: [range, ...future] }
    }),
  forward: () =>
    set(({ range, past, future }) => {
      const next = future[0]
      return next === undefined ? {} : { range: next, past: [...past, range], future: future.slice(1) }
    }),
}))

const same = (a: Range | null, b: Range | null) => a === b || (a !== null && b !== null && a.from === b.from && a.to === b.to)

/** A stretch around another, `margin` times its length on both sides, never shorter than `least` ms. */
export function around({ from, to }: Range, margin: number, least = 1000): Range {
  const span = Math.max(to - from, least)
  const centre = (from + to) / 2
  return { from: centre - span * (0.5 + margin), to: centre + span * (0.5 + margin) }
}
