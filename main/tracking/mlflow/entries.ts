import type { EpochMetrics } from '../../contract/runs.ts'
import type { MirroredRun } from '../port.ts'

export interface Metric {
  readonly key: string
  /** JSON has no NaN; MLflow takes its name. */
  readonly value: number | string
  /** When it was measured, never when it was sent: a repeated metric with the same time is stored once. */
  readonly timestamp: number
  readonly step: number
}

const mostParam = 500

export function metricsOf(epochs: readonly EpochMetrics[]): Metric[] {
  return epochs.flatMap(({ epoch, at, loss, validationLoss, rate, learningRate, memory, eventsHeldOut }) =>
    entries({ loss, validation_loss: validationLoss, windows_per_second: rate, learning_rate: learningRate, memory_bytes: memory, held_out_events: eventsHeldOut.events, held_out_hits: eventsHeldOut.hits, held_out_false: eventsHeldOut.falseEvents }, at, epoch),
  )
}

/** The held-out period, for the network and for what stands beside it. */
export function finalMetrics({ heldOut, endedAt, createdAt, epochs, seconds }: MirroredRun['run']): Metric[] {
  const at = endedAt ?? createdAt
  const results = heldOut?.results.flatMap(({ id, events, hits, known, falseEvents, f1, falseAlarmRate, missedAlarmRate }) =>
    entries(
      { [`${id}/events`]: events, [`${id}/hits`]: hits, [`${id}/known`]: known, [`${id}/false_events`]: falseEvents, ...(f1 !== null && { [`${id}/f1`]: f1 }), ...(falseAlarmRate !== null && { [`${id}/false_alarm_rate`]: falseAlarmRate }), ...(missedAlarmRate !== null && { [`${id}/missed_alarm_rate`]: missedAlarmRate }) },
      at, epochs,
    ),
  )
  return [...entries({ seconds }, at, epochs), ...(results ?? [])]
}

export function paramsOf({ assetName, network, networkVersion, seed, options, datasetHash, codeVersion, backend, parameters, repeats }: MirroredRun['run']): { key: string; value: string }[] {
  const all = { asset: assetName, network, network_version: networkVersion, seed, dataset_sha256: datasetHash, code_version: codeVersion, backend, parameters, ...(repeats !== null && { repeats }), ...options }
  return Object.entries(all).map(([key, value]) => ({ key, value: String(value).slice(0, mostParam) }))
}

function entries(values: Readonly<Record<string, number>>, at: number, step: number): Metric[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: Number.isFinite(value) ? value : String(value), timestamp: Math.round(at), step }))
}
