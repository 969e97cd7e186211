import { createHash } from 'node:crypto'
import type { FittedDetector } from '../../../../models/detectors/detector.ts'
import type { ToldEvent } from '../../../../models/detectors/foldRepeats.ts'
import { severityOf } from '../../../../models/explain/severity.ts'
import { describeEvent } from '../../../../models/explain/words.ts'
import type { AssetRow, EventRow } from '../../../storage/ports.ts'
import { alarmStretches } from './alarmStretches.ts'
import type { AssetFrames } from '../assetFrames.ts'
import type { Reference } from './reference.ts'
import type { ScoredHistory } from './scoreHistory.ts'

/** Rows before an event that its explanation may look at: longer than the widest window of the default pipeline, or what the detector asks for. */
export const leadOf = ({ limits }: FittedDetector): number => Math.max(400, limits?.lead ?? 0)
/** What is read of a very long event to explain it: so many rows around its peak, and of a wide asset so many values. */
const mostRows = 20_000
const mostValues = 2 ** 22
const worthShowing = 0.005
const operatingStates = ['unknown', 'running', 'stopped', 'changing'] as const

export interface Explaining {
  readonly frames: AssetFrames
  readonly fitted: FittedDetector
  readonly scored: Pick<ScoredHistory, 'time' | 'operating' | 'tags'>
  readonly threshold: number
  readonly reference: Pick<Reference, 'from' | 'to'>
  readonly asset: AssetRow
  readonly detector: string
}

/** A stretch of alarming rows becomes an event: a name that is the same in every store, words, evidence in units. */
export async function explainEvent(raw: ToldEvent, { frames, fitted, scored, threshold, reference, asset, detector }: Explaining): Promise<Omit<EventRow, 'detection'>> {
  // Of an alarm that came back, the stretch that holds its highest row is explained.
  const stretch = raw.stretches.find(({ to }) => raw.peak < to)!
  const around = Math.floor(Math.min(mostRows, mostValues / frames.tags.length, fitted.limits?.shown ?? mostRows) / 2)
  const from = Math.max(stretch.from, raw.peak - around)
  const to = Math.min(stretch.to, raw.peak + around)
  const lead = Math.max(0, from - leadOf(fitted))
  const frame = await frames.whole(scored.time[lead]!, to < scored.time.length ? scored.time[to]! : frames.end + 1)
  const explanation = fitted.explain(frame, { from: from - lead, to: to - lead })

  const start = scored.time[raw.from]!
  const end = scored.time[raw.to - 1]!
  const peak = scored.time[raw.peak]!
  const shown = explanation.channels.filter(({ share }, rank) => rank === 0 || share >= worthShowing)
  const channels = shown.map(({ channel, share, expected, actual, onset }) => {
    const tag = frames.tags[channel]!
    return { tag: tag.id, name: tag.name, unit: tag.unit, share, expected: finite(expected), actual: finite(actual), onset: onset < 0 ? null : frame.time[onset]! }
  })
  return {
    id: eventId(asset.name, detector, peak),
    asset: asset.id,
    start,
    end,
    peak,
    score: raw.score,
    tail: 10 ** -raw.score,
    severity: severityOf({
      score: raw.score,
      threshold,
      samples: raw.stretches.reduce((sum, one) => sum + one.to - one.from, 0),
      channelsInvolved: explanation.channels.filter(({ share }) => share >= 0.1).length,
      channelsJudged: scored.tags.size,
    }),
    words: describeEvent({
      channels: channels.map((channel, rank) => ({ ...channel, ...shown[rank]!, onset: channel.onset })),
      stage: explanation.stage,
      duration: end - start,
      stretches: raw.stretches.length,
      alarmed: raw.stretches.reduce((sum, one) => sum + scored.time[one.to - 1]! - scored.time[one.from]!, 0),
    }),
    stage: explanation.stage,
    operating: operatingStates[scored.operating[raw.peak]!] ?? 'unknown',
    inReference: start <= reference.to && end >= reference.from,
    simulated: asset.simulated,
    ...alarmStretches(raw, scored.time),
    channels,
  }
}

/** By asset name, detector and time of the peak: the same recording gives the same ids in every store and on every machine. */
export function eventId(asset: string, detector: string, peak: number): string {
  return `ev_${createHash('sha256').update(JSON.stringify([asset, detector, peak])).digest('hex').slice(0, 12)}`
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
