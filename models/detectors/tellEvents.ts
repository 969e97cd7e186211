import type { RowRange } from '../series/frame.ts'
import type { RawEvent } from './detector.ts'
import { defaultRules, findEvents } from './findEvents.ts'
import { foldRepeats, type Story, type ToldEvent } from './foldRepeats.ts'
import { nobody } from './leads.ts'

/** What events are drawn from, one entry a row. */
export interface Alarming {
  /** Ascending, in milliseconds. */
  readonly time: Float64Array
  /** Scores of the asset, never NaN. */
  readonly scores: Float64Array
  /** As `leadsOf` gives them; empty where nobody kept them: then all alarms tell one story. */
  readonly leads: Uint16Array
}

/**
 * The events that an engineer is told at a threshold, in the order in which they begin: alarms, cut where another channel takes the lead, without
 * those that repeat what was told. This is the one way from scores to events: detections, thresholds that are tried or kept, comparisons and benches
 * count by it.
 */
export function tellEvents({ time, scores, leads }: Alarming, threshold: number, alarmsPerWeek: number): ToldEvent[] {
  const stories = findEvents(scores, threshold).flatMap((alarm) => storiesWithin(alarm, scores, leads, threshold))
  return foldRepeats(stories, time, alarmsPerWeek)
}

/** So many rows of alarm that a channel leads are a story of its own; fewer are how an alarm goes. As far apart as alarms must lie to be two. */
const least = defaultRules.gap

/**
 * Cuts an alarm where a channel takes the lead from another, or from nobody, and keeps it for `least` rows of alarm: that is another story, although the
 * alarm did not pause between. Where leaders take turns sooner it is one. O(rows of the alarm), at once for a short one: while a dial is turned this is
 * asked of 10 M rows.
 */
export function storiesWithin(alarm: RawEvent, scores: Float64Array, leads: Uint16Array, threshold: number): Story[] {
  const lead = leads[alarm.peak] ?? nobody
  if (alarm.to - alarm.from < least || leads.length === 0) return [{ ...alarm, lead, leaders: [lead], alarm: alarm.from }]
  const { cuts, seen } = walk(alarm, scores, leads, threshold)
  const ofAll = leadersAmong(seen, lead)
  if (cuts.length === 1) return [{ ...alarm, lead, leaders: ofAll, alarm: alarm.from }]
  return cuts.map((from, k) => {
    const part = partOf(from, cuts[k + 1] ?? alarm.to, scores, threshold)
    const leadOfPart = leads[part.peak]
    return { ...part, lead: leadOfPart, leaders: leadersAmong(walk(part, scores, leads, threshold).seen, leadOfPart), alarm: alarm.from }
  })
}

/** Rows of alarm that each leads, of nobody no more than `least`. Everything in it is 0 between two uses. */
const rowsLed = new Uint32Array(2 ** 16)

/** Rows where the stories of an alarm begin, and whoever leads a row of it, in the order of their first ones: `rowsLed` holds how many until `leadersAmong` is asked. */
function walk({ from, to }: RowRange, scores: Float64Array, leads: Uint16Array, threshold: number): { readonly cuts: number[]; readonly seen: number[] } {
  const cuts = [from]
  const seen: number[] = []
  // Who leads the story that is being told; -1 until somebody, or nobody, has for long enough.
  let told = -1
  let led = 0
  let unled = 0
  let begun = from
  let last = from
  let spell: number = nobody
  for (let row = from; row < to; row++) {
    const lead = leads[row]
    if (lead === nobody) {
      // Once nobody has led for long enough its further rows say nothing: most rows are such, and are not looked at.
      if (unled < least && scores[row] > threshold) {
        if (unled++ === 0) seen.push(nobody)
        if (unled === least && told < 0) told = nobody
      }
      continue
    }
    if (!(scores[row] > threshold)) continue
    if (rowsLed[lead]++ === 0) seen.push(lead)
    if (lead !== spell || row - last > least) {
      spell = lead
      begun = row
      led = 0
    }
    last = row
    if (++led < least || lead === told) continue
    if (told >= 0) cuts.push(begun)
    told = lead
  }
  rowsLed[nobody] = unled
  return { cuts, seen }
}

/** A part of an alarm, up to its last row of alarm before the next part. */
function partOf(from: number, end: number, scores: Float64Array, threshold: number): RawEvent {
  let peak = from
  let to = from
  for (let row = from; row < end; row++) {
    if (!(scores[row] > threshold)) continue
    to = row + 1
    if (scores[row] > scores[peak]) peak = row
  }
  return { from, to, peak, score: scores[peak] }
}

/** Of those that `walk` has seen whoever leads for `least` rows of alarm, and `lead`. */
function leadersAmong(seen: readonly number[], lead: number): number[] {
  const leaders = seen.filter((who) => who === lead || rowsLed[who] >= least)
  for (const who of seen) rowsLed[who] = 0
  return leaders
}
