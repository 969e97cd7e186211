import { useContext, useEffect } from 'react'
import { create } from 'zustand'
import type { PanelId } from '../panels/index.ts'
import { useDock } from './dock.ts'
import type { Range } from './selection.ts'
import { PanelVisible } from './visible.ts'

/** A stretch of time that one panel shows beside the one that the workstation looks at: the page of an event, the scores of a detection. */
export interface OwnTime {
  readonly shown: Range
  /** As far as the panel has something to show. */
  readonly reach: Range
  show(range: Range): void
  /** Moves within the same step of the history. */
  slide(range: Range): void
  /** Null where nothing was shown before. */
  readonly back: (() => void) | null
  readonly forward: (() => void) | null
}

interface OwnTimes {
  /** Of the panels in sight. */
  readonly of: Readonly<Partial<Record<PanelId, OwnTime>>>
  set(panel: PanelId, time: OwnTime | undefined): void
}

const useOwnTimes = create<OwnTimes>((set) => ({
  of: {},
  set: (panel, time) => set(({ of: { [panel]: _before, ...others } }) => ({ of: time ? { ...others, [panel]: time } : others })),
}))

/** Lets the time bar and its keys act on what this panel shows, for as long as it is in sight. */
export function useOwnTime(panel: PanelId, time: OwnTime | null): void {
  const visible = useContext(PanelVisible)
  const set = useOwnTimes((state) => state.set)
  useEffect(() => {
    if (visible && time) set(panel, time)
  }, [visible, panel, time, set])
  const there = visible && time !== null
  useEffect(() => (there ? () => set(panel, undefined) : undefined), [there, panel, set])
}

/** What the time bar acts on: the panel whose chart was in front last, where it has a stretch of its own; null: what the workstation looks at. */
export function useTimeInFront(): OwnTime | null {
  const charted = useDock((dock) => dock.charted)
  const own = useOwnTimes((state) => state.of)
  return (charted !== null && own[charted]) || null
}
