import { create } from 'zustand'

/** Something that was done and can be taken back. */
export interface Step {
  undo(): Promise<unknown>
  redo(): Promise<unknown>
}

interface StepsState {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  done(step: Step): void
  /** False when nothing is left. A step that fails stays where it is. */
  undo(): Promise<boolean>
  redo(): Promise<boolean>
}

const remembered = 50

/** How lanes were arranged and what was written, changed and removed on charts in this session, to be taken back and done again: 50 steps. */
export const useSteps = create<StepsState>((set, get) => ({
  past: [],
  future: [],
  done: (step) => set(({ past }) => ({ past: [...past.slice(1 - remembered), step], future: [] })),
  async undo() {
    const step = get().past.at(-1)
    if (!step) return false
    await step.undo()
    set(({ past, future }) => ({ past: past.slice(0, -1), future: [step, ...future] }))
    return true
  },
  async redo() {
    const step = get().future[0]
    if (!step) return false
    await step.redo()
    set(({ past, future }) => ({ past: [...past, step], future: future.slice(1) }))
    return true
  },
}))
