import { useState } from 'react'
import type { View } from '../../charts/lane.ts'

/** A stretch of time of its own with its own way back: the page of an event does not move the rest of the workstation. */
export function useLocalView(start: View | null) {
  const [view, setView] = useState<View | null>(null)
  const [past, setPast] = useState<readonly (View | null)[]>([])
  return {
    shown: view ?? start,
    show: (next: View) => {
      setPast((before) => [...before.slice(-49), view])
      setView(next)
    },
    slide: setView,
    back: () => {
      setView(past.at(-1) ?? null)
      setPast((before) => before.slice(0, -1))
    },
  }
}
