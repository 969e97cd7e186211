import { create } from 'zustand'
import { useSteps } from './steps.ts'

export interface LaneTags {
  readonly id: number
  readonly tags: readonly number[]
}

/** Which tags lie in which lane of Explore. Kept outside the panel so that the tree and other panels can send tags there. */
export interface LanesState {
  readonly lanes: readonly LaneTags[]
  /** Adds a tag in a lane of its own at the foot or before a lane, or over a lane. A tag that is shown already moves there. */
  add(tag: number, to?: { readonly over?: number; readonly before?: number }): void
  /** Lays a tag over the lane above its own; one that lies over others gets a lane of its own below them. */
  rearrange(tag: number): void
  remove(tag: number): void
  /** Each in a lane of its own. */
  set(tags: readonly number[]): void
  /** As a link says, or as it was left: no step. */
  setLanes(tags: readonly (readonly number[])[]): void
}

let nextId = 1

export const useLanes = create<LanesState>((set, get) => {
  /** Another arrangement, as a step that can be taken back. */
  const arrange = (next: (lanes: readonly LaneTags[]) => readonly LaneTags[]) => {
    const before = get().lanes
    const after = next(before)
    if (after === before || (after.length === 0 && before.length === 0)) return
    set({ lanes: after })
    useSteps.getState().done({ undo: async () => set({ lanes: before }), redo: async () => set({ lanes: after }) })
  }
  return {
    lanes: [],
    add: (tag, { over, before } = {}) =>
      arrange((lanes) => {
        if (over === undefined && before === undefined && lanes.some((other) => other.tags.includes(tag))) return lanes
        if (lanes.some(({ id, tags }) => id === before && tags.length === 1 && tags[0] === tag)) return lanes
        const without = drop(lanes, tag, over)
        if (over !== undefined && without.some(({ id }) => id === over)) return without.map((other) => (other.id === over ? { ...other, tags: [...other.tags, tag] } : other))
        const at = without.findIndex(({ id }) => id === before)
        return without.toSpliced(at < 0 ? without.length : at, 0, { id: nextId++, tags: [tag] })
      }),
    rearrange: (tag) =>
      arrange((lanes) => {
        const at = lanes.findIndex(({ tags }) => tags.includes(tag))
        const lane = lanes[at]
        const above = lanes[at - 1]
        if (!lane) return lanes
        if (lane.tags.length > 1) {
          const rest = { ...lane, tags: lane.tags.filter((other) => other !== tag) }
          return [...lanes.slice(0, at), rest, { id: nextId++, tags: [tag] }, ...lanes.slice(at + 1)]
        }
        if (!above) return lanes
        return lanes.filter(({ id }) => id !== lane.id).map((other) => (other.id === above.id ? { ...other, tags: [...other.tags, tag] } : other))
      }),
    remove: (tag) => arrange((lanes) => drop(lanes, tag)),
    set: (tags) => arrange(() => tags.map((tag) => ({ id: nextId++, tags: [tag] }))),
    setLanes: (lanes) => set({ lanes: lanes.filter((tags) => tags.length > 0).map((tags) => ({ id: nextId++, tags })) }),
  }
})

function drop(lanes: readonly LaneTags[], tag: number, keep?: number): LaneTags[] {
  return lanes.map((lane) => ({ ...lane, tags: lane.tags.filter((other) => other !== tag) })).filter((lane) => lane.tags.length > 0 || lane.id === keep)
}
