import type { Detector } from '../../models/detectors/detector.ts'
import { findEvents } from '../../models/detectors/findEvents.ts'
import { channelsOf, frameOf, budget } from './frames.ts'
import type { Columns } from './load.ts'

export const faultKinds = ['stuck', 'drift', 'step', 'spikes', 'noise', 'oscillation', 'decorrelated'] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Recording {
  readonly name: string
  readonly columns: Columns
  /** Rows before this one are the reference; faults begin after it. */
  readonly half: number
  readonly interval: number
  /** As in `frameOf`. */
  readonly second?: number
}

export interface InjectedScore {
  readonly faults: number
  readonly found: number
  readonly first: number
  readonly topThree: number
  /** Mean delay of the found ones, in rows. */
  readonly delay: number
  readonly byKind: Readonly<Record<string, string>>
  /** Share found, for each size. */
  readonly bySize: readonly number[]
  readonly falseEvents: number
  readonly normalRows: number
}

/** Deterministic uniform numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A copy of one column with a fault of `size` standard deviations of its reference in rows [from, to). */
export function injectFault(column: Float64Array, kind: FaultKind, size: number, { from, to, half }: { from: number; to: number; half: number }, random: () => number): Float64Array {
  const out = column.slice()
  const reference = column.subarray(0, half)
  const mean = reference.reduce((sum, x) => sum + x, 0) / half
  const deviation = Math.sqrt(reference.reduce((sum, x) => sum + (x - mean) ** 2, 0) / half)
  const amount = size * deviation
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const held = mean + amount
  const shift = half >> 1
  for (let i = from; i < to; i++) {
    const into = i - from
    if (kind === 'stuck') out[i] = held
    else if (kind === 'drift') out[i] += (amount * (into + 1)) / (to - from)
    else if (kind === 'step') out[i] += amount
    else if (kind === 'spikes') out[i] += into % 20 === 0 ? amount : 0
    else if (kind === 'noise') out[i] += amount * normal()
    else if (kind === 'oscillation') out[i] += amount * Math.sin((2 * Math.PI * into) / 25)
    // Another stretch of the same channel, swung out around its mean: plausible by itself, wrong beside the others.
    else out[i] = mean + (column[(i - shift + half) % half] - mean) * Math.max(1, size / 2)
  }
  return out
}

export interface Injection {
  readonly sizes: readonly number[]
  readonly repeats: number
  readonly seed: number
  /** Rows of a fault at most. */
  readonly longest?: number
}

/** Protocol 7: every kind at every size on every recording, several seeded places and channels each. */
export function judgeInjected(detector: Detector, recordings: readonly Recording[], { sizes, repeats, seed, longest = 200 }: Injection): InjectedScore {
  const random = seeded(seed)
  let faults = 0
  let found = 0
  let first = 0
  let topThree = 0
  let delay = 0
  let falseEvents = 0
  let normalRows = 0
  const kinds = new Map<FaultKind, [number, number, number]>()
  const foundOf = sizes.map(() => 0)
  for (const { columns, half, interval, second } of recordings) {
    const rows = columns[0].length
    const frame = frameOf(columns, interval, second)
    const fitted = detector.fit(frame, channelsOf(columns), { reference: { from: 0, to: half } })
    const threshold = fitted.thresholdFor(budget)
    const clean = fitted.scorer().push(frame)
    falseEvents += findEvents(clean.asset.subarray(half), threshold).length
    normalRows += rows - half
    for (const kind of faultKinds) {
      for (const size of sizes) {
        for (let repeat = 0; repeat < repeats; repeat++) {
          const channel = Math.floor(random() * columns.length)
          const length = Math.min(longest, (rows - half) >> 2)
          const from = half + Math.floor(random() * (rows - half - length))
          const to = from + length
          // Scoring may begin a stretch before the fault: every stage has forgotten what came before by then.
          const begin = Math.max(0, from - 600)
          const end = Math.min(rows, to + 100)
          const cut = columns.map((column) => column.slice(begin, end))
          cut[channel] = injectFault(columns[channel], kind, size, { from, to, half }, random).slice(begin, end)
          const piece = { time: frame.time.subarray(begin, end), columns: cut }
          const scores = fitted.scorer().push(piece).asset
          const hit = findEvents(scores, threshold).find((event) => event.from < to - begin + 20 && event.to > from - begin)
          const tally = kinds.get(kind) ?? [0, 0, 0]
          kinds.set(kind, tally)
          faults++
          tally[0]++
          if (!hit) continue
          found++
          foundOf[sizes.indexOf(size)]!++
          tally[1]++
          delay += Math.max(0, hit.from - (from - begin))
          const ranked = fitted.explain(piece, hit).channels.map((evidence) => evidence.channel)
          if (ranked[0] === channel) {
            first++
            tally[2]++
          }
          if (ranked.slice(0, 3).includes(channel)) topThree++
        }
      }
    }
  }
  const bySize = foundOf.map((hits) => (hits * sizes.length) / faults)
  return { faults, bySize, found, first, topThree, delay: delay / found, falseEvents, normalRows, byKind: Object.fromEntries([...kinds].map(([kind, [all, hits, top]]) => [kind, `${hits}/${all} first ${top}`])) }
}
