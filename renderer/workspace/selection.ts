import { create } from 'zustand'

export interface Range {
  readonly from: number
  readonly to: number
}

/** What is looked at: one asset, one event of it, one stretch of time (null: its whole history). */
export interface Place {
  readonly asset: number | null
  readonly event: string | null
  readonly range: Range | null
}

/** What the whole workstation looks at. Panels read and write it; none owns it. */
export interface SelectionState extends Place {
  readonly past: readonly Place[]
  readonly future: readonly Place[]
  selectAsset(asset: number | null): void
  selectEvent(event: string | null, asset?: number): void
  /** Shows another stretch of time and remembers the one before. */
  show(range: Range | null): void
  /** Moves within the same step of the history: for panning and wheel zoom, which would fill it. */
  slide(range: Range): void
  /** To the asset and the stretch before; the way forward stays. */
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
  selectAsset: (asset) => set((state) => (state.asset === asset ? {} : step(state, { asset, event: null, range: null }))),
  // the walk through the queue is no step while it stays on one asset: J and K would push out what was zoomed
  selectEvent: (event, asset) => set((state) => (asset === undefined || asset === state.asset ? { event } : step(state, { asset, event, range: null }))),
  show: (range) => set((state) => (same(range, state.range) ? {} : step(state, { ...placeOf(state), range }))),
  slide: (range) => set({ range }),
  back: () =>
    set((state) => {
      const before = state.past.at(-1)
      return before === undefined ? {} : { ...before, past: state.past.slice(0, -1), future: [placeOf(state), ...state.future] }
    }),
  forward: () =>
    set((state) => {
      const next = state.future[0]
      return next === undefined ? {} : { ...next, past: [...state.past, placeOf(state)], future: state.future.slice(1) }
    }),
}))

const placeOf = ({ asset, event, range }: Place): Place => ({ asset, event, range })

/** Nothing selected at all is no place to go back to: that is how the page begins. */
const step = (state: SelectionState, next: Place): Partial<SelectionState> => ({ ...next, ...(state.asset !== null && { past: [...state.past.slice(1 - remembered), placeOf(state)], future: [] }) })

const same = (a: Range | null, b: Range | null) => a === b || (a !== null && b !== null && a.from === b.from && a.to === b.to)

/** A stretch around another, `margin` times its length on both sides, never shorter than `least` ms. */
export function around({ from, to }: Range, margin: number, least = 1000): Range {
  const span = Math.max(to - from, least)
  const centre = (from + to) / 2
  return { from: centre - span * (0.5 + margin), to: centre + span * (0.5 + margin) }
}

/** The part of a stretch in which something is recorded; the whole of it where nothing is, or nothing is known. */
export function within(range: Range, extent: Range | null): Range {
  const part = extent && { from: Math.max(range.from, extent.from), to: Math.min(range.to, extent.to) }
  return part && part.from < part.to ? part : range
}
