import { lowerBound, type Trace, type View } from './lane.ts'

/** A stretch in which a discrete tag stood in one state; `code` null: it changed too often to be told apart at this zoom. */
export interface StateRun {
  readonly from: number
  readonly to: number
  readonly code: number | null
}

/** The states of a trace in sight. A state holds until the next sample, but not over a gap. */
export function stateRuns(trace: Trace, view: View): StateRun[] {
  const runs: { from: number; to: number; code: number | null }[] = []
  const end = Math.min(trace.t.length, lowerBound(trace.t, view.to) + 1)
  for (let i = Math.max(0, lowerBound(trace.e, view.from) - 1); i < end; i++) {
    const low = trace.min[i] ?? Number.NaN
    const high = trace.max[i] ?? Number.NaN
    if (Number.isNaN(low)) continue
    const from = trace.t[i] ?? 0
    const last = trace.e[i] ?? from
    const next = trace.t[i + 1]
    const to = next !== undefined && next - last <= trace.gap ? next : last
    const code = low === high ? low : null
    const before = runs.at(-1)
    if (before && before.code === code && before.to >= from) before.to = to
    else runs.push({ from, to, code })
  }
  return runs.filter((run) => run.to >= view.from && run.from <= view.to)
}
