import { createContext, useContext, useState } from 'react'
import { useSelection, type Range } from './selection.ts'

/** Whether the panel around is in sight. Panels behind another tab stay mounted. */
export const PanelVisible = createContext(true)

/** The stretch of time that is shown, for a panel that asks much for each: while it is behind another tab it keeps the last one it showed. */
export function useShownRange(): Range | null {
  const visible = useContext(PanelVisible)
  const live = useSelection((state) => (visible ? state.range : undefined))
  const [kept, setKept] = useState<Range | null>(live ?? null)
  if (live !== undefined && live !== kept) setKept(live)
  return live === undefined ? kept : live
}
