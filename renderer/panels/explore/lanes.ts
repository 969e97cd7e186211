import { create } from 'zustand'

export interface LaneTags {
  readonly id: number
  readonly tags: readonly number[]
}

/** Which tags lie in which lane of Explore. Kept outside the panel so that the tree and other panels can send tags there. */
export interface LanesState {
  readonly lanes: readonly LaneTags[]
  /** Adds a tag in a lane of its own, or over a lane. A tag that is shown already moves there. */
  add(tag: number, lane?: number): void
  remove(tag: number): void
  set(tags: readonly number[]): void
}

let nextId = 1

export const useLanes = create<LanesState>((set) => ({
  lanes: [],
  add: (tag, lane) =>
    set(({ lanes }) => {
      if (lane === undefined && lanes.some((other) => other.tags.includes(tag))) return {}
      const without = drop(lanes, tag, lane)
      if (lane === undefined || !without.some(({ id }) => id === lane)) return { lanes: [...without, { id: nextId++, tags: [tag] }] }
      return { lanes: without.map((other) => (other.id === lane ? { ...other, tags: [...other.tags, tag] } : other)) }
    }),
  remove: (tag) => set(({ lanes }) => ({ lanes: drop(lanes, tag) })),
  set: (tags) => set({ lanes: tags.map((tag) => ({ id: nextId++, tags: [tag] })) }),
}))

function drop(lanes: readonly LaneTags[], tag: number, keep?: number): LaneTags[] {
  return lanes.map((lane) => ({ ...lane, tags: lane.tags.filter((other) => other !== tag) })).filter((lane) => lane.tags.length > 0 || lane.id === keep)
}
