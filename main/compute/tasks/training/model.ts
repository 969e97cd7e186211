import type { RunSettings } from '../../../contract/runs.ts'
import type { TrainedNetwork } from '../../../../models/nets/asDetector.ts'
import type { Judge } from '../../../../models/nets/judge.ts'
import type { Artifacts } from '../../../storage/ports.ts'
import { decodeState, encodeState } from '../modelState.ts'
import type { Dataset } from './dataset.ts'

/** A trained network as an artifact: all that scoring needs. Tags by name, so that it can travel to another project. */
export interface TrainedModel extends TrainedNetwork {
  readonly format: 1
  readonly network: string
  readonly networkVersion: number
  readonly options: Pick<RunSettings, 'window' | 'units' | 'dropout'>
  readonly tags: readonly string[]
  readonly threshold: number
}

/** The same training gives the same bytes, and so the same id. */
export async function keepModel(artifacts: Artifacts, { dataset, options, weights, judge, threshold }: { dataset: Dataset; options: RunSettings; weights: readonly Float32Array[]; judge: Judge; threshold: number }): Promise<string> {
  const { kind, tags, measured, standards, stride, interval, asset } = dataset
  const model: TrainedModel = {
    format: 1, network: kind.id, networkVersion: kind.version, options: { window: options.window, units: options.units, dropout: options.dropout },
    tags: tags.map(({ name }) => name), judged: measured.judged, standards, stride, interval, weights, judge, threshold,
  }
  return (await artifacts.put({ kind: 'network', name: `${asset.name} ${kind.id}`, data: encodeState(model) })).id
}

export async function readModel(artifacts: Artifacts, id: string): Promise<TrainedModel> {
  return decodeState(await artifacts.read(id)) as TrainedModel // written above; artifacts never change
}
