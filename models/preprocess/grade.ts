import { ofRank } from '../signal/orderStatistics.ts'
import type { HealthGrade, TagKind } from '../series/frame.ts'

export type HealthCode = 'gaps' | 'flat_line' | 'spikes' | 'quantised' | 'clock_steps' | 'too_short' | 'mostly_missing'

export interface HealthFinding {
  readonly code: HealthCode
  /** What was seen, in figures. */
  readonly words: string
  /** What the engineer can do about it. */
  readonly cure: string
}

export interface Health {
  readonly grade: HealthGrade
  readonly reasons: readonly HealthFinding[]
}

export interface GradeInput {
  /** Ascending epoch milliseconds. */
  readonly time: Float64Array
  readonly value: Float64Array
  readonly kind: TagKind
  /** Rows where a sampled stretch begins: what lies between two stretches was not looked at. */
  readonly breaks?: readonly number[]
  /** The recording that the stretches were taken from. */
  readonly whole?: { readonly n: number; readonly start: number; readonly end: number } | undefined
}

type Severity = 'medium' | 'low'
interface Found extends HealthFinding {
  readonly severity: Severity
}

/**
 * How far a tag's recording can be trusted for learning. `low` as soon as one finding is grave, `medium` when any was made, else `high`.
 *
 * | code | medium | low |
 * |---|---|---|
 * | too_short | under 400 values | under 100 values |
 * | mostly_missing | over 10 % empty | over 50 % empty |
 * | gaps | over 2 % of the span lies in gaps (over 5 median intervals) | over 20 % |
 * | clock_steps | a regular clock (95 % of intervals equal) that jumps by a broken number of intervals, 2 times or more | over 1 % of intervals |
 * | flat_line (analogue) | stands still (20 times longer than usual and at least 60 values) for over 5 % of the values | over 25 % |
 * | spikes (analogue) | over 0.1 % single values beyond 12 robust deviations of both neighbours | over 1 % |
 * | quantised (analogue) | fewer than 16 different values, or steps above a quarter of the standard deviation | - |
 */
export function grade({ time, value, kind, breaks = [], whole }: GradeInput): Health {
  const found: Found[] = []
  let missing = 0
  for (const x of value) if (Number.isNaN(x)) missing++
  const present = value.length - missing
  if (present < 400) {
    found.push({ code: 'too_short', severity: present < 100 ? 'low' : 'medium', words: `Only ${present} values.`, cure: 'Import a longer recording: some hundred values of ordinary running.' })
  }
  if (value.length > 0 && missing > value.length * 0.1) {
    found.push({ code: 'mostly_missing', severity: missing > value.length * 0.5 ? 'low' : 'medium', words: `${percent(missing / value.length)} of the values are empty.`, cure: 'Check the sensor and the export; leave the tag out when it stays empty.' })
  }
  found.push(...clockFindings(time, new Set(breaks), whole))
  if (kind === 'analogue' && present >= 100) found.push(...signalFindings(value, present))
  const low = found.some((finding) => finding.severity === 'low')
  return { grade: low ? 'low' : found.length > 0 ? 'medium' : 'high', reasons: found.map(({ code, words, cure }) => ({ code, words, cure })) }
}

function clockFindings(time: Float64Array, breaks: ReadonlySet<number>, whole: GradeInput['whole']): Found[] {
  const all = room(0, Math.max(0, time.length - 1))
  let n = 0
  for (let i = 1; i < time.length; i++) if (!breaks.has(i)) all[n++] = time[i]! - time[i - 1]!
  const intervals = all.subarray(0, n)
  if (n < 10) return []
  const usual = quantile(intervals, 0.5)
  if (usual <= 0) return []
  const found: Found[] = []
  let inGaps = 0
  let gaps = 0
  let span = 0
  let regular = 0
  let steps = 0
  for (const interval of intervals) {
    span += interval
    if (interval === usual) {
      regular++
      continue
    }
    const ratio = interval / usual
    if (ratio > 5) {
      gaps++
      inGaps += interval
    }
    if (Math.abs(ratio - 1) < 0.01) regular++
    else if (Math.abs(ratio - Math.round(ratio)) > 0.05) steps++
  }
  // between stretches gaps are not seen, but points are missed
  const share = whole ? 1 - (whole.n * usual) / Math.max(usual, whole.end - whole.start) : inGaps / span
  if (share > 0.02) {
    const words = whole ? `Gaps take ${percent(share)} of the time.` : `${gaps} ${gaps === 1 ? 'gap' : 'gaps'}, together ${percent(share)} of the time.`
    found.push({ code: 'gaps', severity: share > 0.2 ? 'low' : 'medium', words, cure: 'Export the missing stretches again, or leave them out of learning.' })
  }
  if (regular > intervals.length * 0.95 && steps >= 2) {
    found.push({ code: 'clock_steps', severity: steps > intervals.length * 0.01 ? 'low' : 'medium', words: `The clock jumped ${steps} times by a broken number of intervals.`, cure: 'Check the time zone and the clock of the logger.' })
  }
  return found
}

function signalFindings(value: Float64Array, present: number): Found[] {
  const found: Found[] = []
  const x = present === value.length ? value : presentOf(value, present)
  const runs = room(0, present)
  let many = 0
  let run = 1
  let step = Infinity
  for (let i = 1; i < present; i++) {
    const d = Math.abs(x[i]! - x[i - 1]!)
    if (x[i] === x[i - 1]) run++
    else {
      runs[many++] = run
      if (!(d >= step)) step = d
      run = 1
    }
  }
  runs[many++] = run
  const usualRun = Math.max(1, quantile(runs.subarray(0, many), 0.9))
  let still = 0
  let longest = 0
  for (let i = 0; i < many; i++) {
    const length = runs[i]!
    if (length < 60 || length <= 20 * usualRun) continue
    still += length
    if (length > longest) longest = length
  }
  if (still > present * 0.05) {
    found.push({ code: 'flat_line', severity: still > present * 0.25 ? 'low' : 'medium', words: `It stands still for ${percent(still / present)} of the recording, up to ${longest} values in a row.`, cure: 'Check for a frozen sensor or a stopped machine; leave the stretch out of learning.' })
  }
  const deviation = spread(x, present)
  const spikes = countSpikes(x, deviation)
  if (spikes > present * 0.001) {
    found.push({ code: 'spikes', severity: spikes > present * 0.01 ? 'low' : 'medium', words: `${spikes} single values far from both neighbours.`, cure: 'Check wiring and transmission; a short median filter removes them.' })
  }
  const levels = distinctUpTo(x, 4096)
  if (levels < 16 || (levels < 4096 && step > deviation * 0.25)) {
    found.push({ code: 'quantised', severity: 'medium', words: `Only ${levels} different values, at least ${Number(step.toPrecision(3))} apart.`, cure: 'Raise the resolution of the logger, or lower its dead band.' })
  }
  return found
}

/** Space for one function at a time: hundreds of tags are judged one after the other, and what each threw away would have to be collected. */
const rooms: Float64Array[] = []
function room(index: number, n: number): Float64Array {
  let known = rooms[index]
  if (!known || known.length < n) rooms[index] = known = new Float64Array(n)
  return known.subarray(0, n)
}

function presentOf(value: Float64Array, present: number): Float64Array {
  const out = new Float64Array(present)
  let n = 0
  for (const x of value) if (!Number.isNaN(x)) out[n++] = x
  return out
}

function countSpikes(x: Float64Array, deviation: number): number {
  const differences = room(0, Math.max(0, x.length - 1))
  const moving = room(1, differences.length)
  let n = 0
  for (let i = 1; i < x.length; i++) {
    const d = Math.abs(x[i]! - x[i - 1]!)
    differences[i - 1] = d
    if (d > 0) moving[n++] = d
  }
  // 1.4826 x the median makes it a standard deviation on normal noise; where a coarse signal mostly rests, its usual step counts
  const usualStep = quantile(moving.subarray(0, n), 0.5)
  const scale = Math.max(1.4826 * quantile(differences, 0.5), deviation * 0.05, (usualStep || 0) * 0.5)
  let count = 0
  for (let i = 1; i + 1 < x.length; i++) {
    if (!(differences[i - 1]! > 12 * scale) || !(differences[i]! > 12 * scale)) continue
    if ((x[i]! - x[i - 1]!) * (x[i]! - x[i + 1]!) > 0) count++
  }
  return count
}

function spread(value: Float64Array, present: number): number {
  let mean = 0
  for (const x of value) if (Number.isFinite(x)) mean += x / present
  let sum = 0
  for (const x of value) if (Number.isFinite(x)) sum += (x - mean) * (x - mean)
  return Math.sqrt(sum / Math.max(1, present))
}

/** How many different values there are, or `most` + 1; 0 and -0 are one. An open table of hashes: a Set of numbers takes many times as long. */
function distinctUpTo(values: Float64Array, most: number): number {
  const slots = 2 ** Math.ceil(Math.log2(4 * most))
  // the upper bits of a product are the ones that all of its factors' bits have reached
  const shift = Math.clz32(slots - 1)
  const table = room(2, slots).fill(NaN)
  const one = new Float64Array(1)
  const words = new Uint32Array(one.buffer)
  let count = 0
  for (const x of values) {
    one[0] = x + 0
    let slot = (Math.imul(words[0]!, 0x9e3779b1) ^ Math.imul(words[1]!, 0x85ebca6b)) >>> shift
    while (table[slot] !== x && !Number.isNaN(table[slot])) slot = (slot + 1) % slots
    if (table[slot] === x) continue
    if (++count > most) return count
    table[slot] = x
  }
  return count
}

/** Of an even selection where there are many: grades are coarse, looking at all is not cheap. */
function quantile(values: Float64Array, share: number): number {
  if (values.length === 0) return NaN
  const step = Math.ceil(values.length / 8192)
  const chosen = new Float64Array(Math.ceil(values.length / step))
  for (let i = 0; i < chosen.length; i++) chosen[i] = values[i * step]!
  return ofRank(chosen, Math.min(chosen.length - 1, Math.floor(chosen.length * share)))
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
}
