/** A half-open stretch of time [from, to), epoch milliseconds. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Whether a time lies in one of the stretches. Times must be asked in ascending order, the stretches must ascend without overlap. */
export function follower(stretches: readonly Stretch[]): (time: number) => boolean {
  let at = 0
  return (time) => {
    while (at < stretches.length && (stretches[at]?.to ?? 0) <= time) at++
    const stretch = stretches[at]
    return stretch !== undefined && time >= stretch.from
  }
}

/** Ascending union without overlap; empty stretches are dropped. */
export function union(stretches: readonly Stretch[]): Stretch[] {
  const out: { from: number; to: number }[] = []
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    if (to <= from) continue
    const last = out.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else out.push({ from, to })
  }
  return out
}

/** What of the whole is left when `holes` (ascending, without overlap) are taken out. */
export function without(whole: Stretch, holes: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = []
  let from = whole.from
  for (const hole of holes) {
    if (hole.from > from) out.push({ from, to: Math.min(hole.from, whole.to) })
    from = Math.max(from, hole.to)
    if (from >= whole.to) return out
  }
  if (from < whole.to) out.push({ from, to: whole.to })
  return out
}
