import { useAssetExtent } from './extent.ts'
import { useTimeInFront } from './ownTime.ts'
import { useSelection, type Range } from './selection.ts'

/** What the time bar shows and moves. */
export interface TimeShown {
  readonly shown: Range | null
  /** As far as there is something to show. */
  readonly reach: Range | null
  /** Whether it is of the panel in front alone. */
  readonly own: boolean
  /** Whether all there is is shown. */
  readonly whole: boolean
  showWhole(): void
  show(range: Range): void
  slide(range: Range): void
  readonly back: (() => void) | null
  readonly forward: (() => void) | null
}

/** The stretch that the panel in front has for itself, else the one of the workstation. */
export function useTimeShown(): TimeShown {
  const { range, past, future, show, slide, back, forward } = useSelection()
  const { extent } = useAssetExtent()
  const own = useTimeInFront()
  const [before, after] = [past.length > 0 ? back : null, future.length > 0 ? forward : null]
  if (!own) return { shown: range ?? extent, reach: extent, own: false, whole: range === null, showWhole: () => show(null), show, slide, back: before, forward: after }
  const { shown, reach } = own
  return {
    shown,
    reach,
    own: true,
    whole: shown.from <= reach.from && shown.to >= reach.to,
    showWhole: () => own.show(reach),
    show: own.show,
    slide: own.slide,
    // a way back within the panel comes before the one to another asset
    back: own.back ?? before,
    forward: own.forward ?? after,
  }
}
