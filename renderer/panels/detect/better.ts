/** What a method makes of the labelled faults. */
export interface Labelled {
  readonly found: number
  readonly missed: number
  readonly falseAlarms: number
}

/** F1 of events: 1 finds every fault without a false alarm, 0 finds none. */
export const f1 = ({ found, missed, falseAlarms }: Labelled): number => (found === 0 ? 0 : found / (found + (missed + falseAlarms) / 2))

export interface Rival {
  readonly detector: string
  readonly labelled: Labelled
}

/** The best of the simple methods against the labels, and whether it beats ours, equals it or loses; null where nothing can be told. */
export function bestRival(ours: Labelled | null | undefined, rivals: readonly { readonly detector: string; readonly labelled: Labelled | null }[]): { rival: Rival; outcome: 'better' | 'equal' | 'worse' } | null {
  if (!ours || ours.found + ours.missed === 0) return null
  const known = rivals.flatMap(({ detector, labelled }) => (labelled ? [{ detector, labelled }] : []))
  const rival = known.toSorted((a, b) => f1(b.labelled) - f1(a.labelled))[0]
  if (!rival) return null
  const away = f1(rival.labelled) - f1(ours)
  return { rival, outcome: away > 0 ? 'better' : away < 0 ? 'worse' : 'equal' }
}

/** How many faults fewer than the other the better one finds: what its fewer false alarms cost. 0 where it finds as many or more. */
export function missedByBetter(ours: Labelled, { rival: { labelled: theirs }, outcome }: NonNullable<ReturnType<typeof bestRival>>): number {
  return outcome === 'equal' ? 0 : Math.max(0, outcome === 'better' ? ours.found - theirs.found : theirs.found - ours.found)
}
