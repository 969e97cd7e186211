import { alarmsOf, type Event } from '../../../main/contract/events.ts'
import type { Lane, Trace } from '../../charts/lane.ts'
import { nameWithin } from '../../format/name.ts'
import { t } from '../../strings.ts'
import { value } from '../../format/number.ts'
import type { Evidence } from './useEvidence.ts'

/** Pauses of more than a few samples are gaps: four times the middle spacing. */
export function gapOfTimes(times: Float64Array): number {
  const steps = Array.from(times.subarray(1), (time, i) => time - (times[i] ?? time)).sort((a, b) => a - b)
  return (steps[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY) * 4
}

function points(key: string, label: string, unit: string, time: Float64Array, values: Float64Array, more: Partial<Trace> = {}): Trace {
  return { key, label, unit, t: time, e: time, min: values, max: values, quality: null, gap: gapOfTimes(time), colour: 0, ...more }
}

/** A lane per channel: actual in its expected band, and the expected value as a dashed line. */
export function channelLane(event: Event, { channel, t: time, actual, expected, lower, upper }: Evidence): Lane {
  return {
    id: `channel ${channel.tag}`,
    traces: [points(String(channel.tag), nameWithin(channel.name, event.assetName), channel.unit, time, actual), points(`${channel.tag} expected`, t.investigate.expected, channel.unit, time, expected, { colour: 1, dashed: true, quiet: true })],
    band: { t: time, lower, upper, severity: event.severity, judged: alarmsOf(event) },
  }
}

/** How far the channel that contributed most is from its expectation; nothing is expected of it at zero. */
export function residualLane(event: Event, { channel, t: time, actual, expected }: Evidence): Lane {
  const residual = actual.map((value, i) => value - (expected[i] ?? Number.NaN))
  return { id: 'residual', traces: [points('residual', t.investigate.residual(nameWithin(channel.name, event.assetName)), channel.unit, time, residual)], level: { value: 0, label: '' }, include: [0], weight: 0.6 }
}

/** The asset's score with the threshold it passed. */
export function scoreLane(event: Event, { scoreTime, score, threshold }: Evidence): Lane {
  return {
    id: 'score',
    traces: [points('score', t.investigate.score, '', scoreTime, score)],
    level: { value: threshold, label: `${t.investigate.threshold} ${value(threshold, 3)}`, severity: event.severity },
    include: [0, threshold],
    weight: 0.75,
  }
}
