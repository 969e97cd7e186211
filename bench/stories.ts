/**
 * What an engineer is told of a year of the demonstration plant, through `models/` alone: how many events, which no label explains, which faults begin
 * one; and of faults that are put into it one at a time, wherever it stands, how many begin an event that their own tag leads. The same beside it as
 * if all alarms told one story. `--only 7` is the seed (1).
 */
import { leadsOf } from '../models/detectors/leads.ts'
import { tellEvents, type Alarming } from '../models/detectors/tellEvents.ts'
import { telltale } from '../models/detectors/telltale/index.ts'
import type { Model } from '../models/detectors/telltale/model.ts'
import { generatePlant, plantAssets, plantLabels } from '../models/plant/index.ts'
import { align } from '../models/preprocess/align.ts'
import type { Frame } from '../models/series/frame.ts'
import { seeded } from './quality/inject.ts'
import type { BenchRow } from './run.ts'

const minute = 60_000
const day = 1440 * minute
const span = { start: Date.UTC(2025, 10, 28, 20), interval: minute, rows: 525_600 }
const reference = 50 * 1440
const budget = 2
const injected = 24
/** Rows before a fault from which on it is scored again: every stage has forgotten what came before by the last hundred. */
const lead = 3000
const kinds = ['stuck', 'step', 'drift', 'noise'] as const

export default async function stories({ only = '1' }: { only?: string }): Promise<BenchRow[]> {
  const seed = Number(only)
  const labels = plantLabels({ ...span, seed })
  const random = seeded(seed * 977)
  const sum = { told: 0, unexplained: 0, faults: 0, found: 0, visible: 0, own: 0, oneStory: 0 }
  let longest = { days: 0, share: 0 }
  for (const [name, frame] of framesOf(seed)) {
    const channels = plantAssets().find((asset) => asset.name === name)!.tags.map((tag) => ({ name: tag.name, unit: tag.unit, kind: tag.kind }))
    const fitted = telltale.fit(frame, channels, { reference: { from: 0, to: reference } })
    const model = fitted.state.data as Model // as: made by this detector, two lines above
    const threshold = fitted.thresholdFor(budget)
    const { time } = frame
    const block = fitted.scorer().push(frame)
    const alarming: Alarming = { time, scores: block.asset, leads: leadsOf(block) }
    const told = tellEvents(alarming, threshold, budget)
    const own = labels.filter(({ asset }) => asset === name)
    sum.told += told.length
    sum.unexplained += told.filter((event) => !own.some(({ from, to }) => time[event.from] >= from && time[event.from] < to + day)).length
    sum.faults += own.length
    sum.found += own.filter(({ from, to }) => told.some((event) => time[event.from] >= from && time[event.from] < to)).length
    for (const { from, to, stretches } of told) {
      const days = (time[to - 1] - time[from]) / day
      if (days > longest.days) longest = { days, share: stretches.reduce((total, one) => total + time[one.to - 1] - time[one.from], 0) / day / days }
    }
    for (let k = 0; k < injected; ) {
      const rows = 1440 * (1 + Math.floor(random() * 3))
      const from = reference + Math.floor(random() * (span.rows - reference - rows - 2000))
      const at = Math.floor(random() * model.judged.length)
      if (own.some((label) => time[from] < label.to + 2 * day && time[from + rows] > label.from - day) || !runsIn(model, frame, from, rows)) continue
      const fault = { from, to: from + rows, column: model.judged[at], width: model.standards[at].width, kind: kinds[k++ % kinds.length] }
      const begin = from - lead
      const piece = fitted.scorer().push(withFault(frame, fault, begin, Math.min(span.rows, fault.to + 1200), random))
      const skip = lead - 100
      const scores = alarming.scores.slice()
      const leads = alarming.leads.slice()
      scores.set(piece.asset.subarray(skip), begin + skip)
      leads.set(leadsOf(piece).subarray(skip), begin + skip)
      const alone = piece.channels[fault.column].subarray(lead, lead + rows)
      if (!alone.some((score, i) => score - model.penalty > threshold && piece.asset[lead + i] > threshold)) continue
      sum.visible++
      const begins = (one: Alarming) => tellEvents(one, threshold, budget).filter((event) => event.from >= from && event.from < fault.to)
      if (begins({ time, scores, leads }).some(({ peak }) => leads[peak] === fault.column + 1)) sum.own++
      if (begins({ time, scores, leads: new Uint16Array(0) }).some(({ peak }) => leads[peak] === fault.column + 1)) sum.oneStory++
    }
  }
  const row = (what: string, ours: number, unit: string): BenchRow => ({ name: `plant, seed ${seed}: ${what}`, ours, peer: null, peerName: 'no peer', ratio: null, unit, goal: 'printed', met: true })
  return [
    row('events told', sum.told, 'events'),
    row('that no label explains', sum.unexplained, 'events'),
    row(`labelled faults that begin an event, of ${sum.faults}`, sum.found, 'faults'),
    row('longest event', longest.days, 'd'),
    row('share of it in alarm', longest.share, ''),
    { ...row(`injected faults told with their tag, of ${sum.visible} visible`, sum.own, 'faults'), peer: sum.oneStory, peerName: 'as one story', ratio: sum.own / sum.oneStory },
  ]
}

/** Every machine's year on one clock. */
function framesOf(seed: number): Map<string, Frame> {
  const columns = new Map<string, Float64Array[]>()
  const time = Float64Array.from({ length: span.rows }, (_, row) => span.start + row * minute)
  for (const block of generatePlant({ ...span, seed, blockRows: 65_536 })) {
    for (const { asset, columns: values } of block.assets) {
      const all = columns.get(asset) ?? values.map(() => new Float64Array(span.rows))
      columns.set(asset, all)
      values.forEach((one, c) => all[c].set(one, block.from))
    }
  }
  const received = (value: Float64Array) => ({ time: time.filter((_, row) => !Number.isNaN(value[row])), value: value.filter((x) => !Number.isNaN(x)) })
  return new Map([...columns].map(([name, all]) => [name, align(all.map(received))]))
}

/** Whether a machine runs for most of a stretch, and at its beginning. */
function runsIn({ operation }: Model, { columns }: Frame, from: number, rows: number): boolean {
  if (!operation) return true
  const runs = columns[operation.column].subarray(from, from + rows).map((x) => (x > operation.level === operation.runsAbove ? 1 : 0))
  return runs[0] === 1 && runs.reduce((count, one) => count + one, 0) >= 0.8 * rows
}

interface Fault {
  readonly from: number
  readonly to: number
  readonly column: number
  /** Of the channel on the reference. */
  readonly width: number
  readonly kind: (typeof kinds)[number]
}

/** Rows [begin, end) with one channel stuck at its value, five widths higher, drifting to eight widths, or with noise of two. */
function withFault({ time, columns }: Frame, { from, to, column, width, kind }: Fault, begin: number, end: number, random: () => number): Frame {
  const cut = columns.map((one) => one.slice(begin, end))
  const values = cut[column]
  const held = values[from - begin]
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  for (let row = from - begin; row < to - begin; row++) {
    if (kind === 'stuck') values[row] = held
    else if (kind === 'step') values[row] += 5 * width
    else if (kind === 'drift') values[row] += (8 * width * (row - from + begin)) / (to - from)
    else values[row] += 2 * width * normal()
  }
  return { time: time.subarray(begin, end), columns: cut }
}
