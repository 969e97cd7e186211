import { faultData, Fault } from '../../../contract/errors.ts'
import type { Run } from '../../../contract/runs.ts'
import type { DetectorState, FittedDetector } from '../../../../models/detectors/detector.ts'
import { networkAsDetector } from '../../../../models/nets/asDetector.ts'
import { networkById } from '../../../../models/nets/index.ts'
import type { AssetRow, Store, TagRow } from '../../../storage/ports.ts'
import { runRecords, type RunRecord } from '../../../tracking/runRecords.ts'
import { refuseUnusable } from '../../../tracking/usableRun.ts'
import { openTensors } from '../../tensor/backend.ts'
import type { AssetFrames } from '../assetFrames.ts'
import { isInput, readManifest, type Manifest } from '../training/dataset.ts'
import { readModel, type TrainedModel } from '../training/model.ts'

/** What a detection keeps of a network: the weights stay where its run put them, as an artifact that never changes. */
interface NetworkState {
  readonly run: number
  readonly model: string
}

export interface NetworkDetector {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly fitted: FittedDetector
  /** What its run learned from, and on which it fixed how far errors scatter. Both ends included. */
  readonly reference: { readonly from: number; readonly to: number }
  readonly excluded: readonly { readonly from: number; readonly to: number }[]
  readonly network: { readonly run: number; readonly model: string; readonly datasetHash: string; readonly trainedAt: number }
}

/** The name under which the network of a run stands beside another detector. */
export const besideId = (run: number): string => `run-${run}`

/**
 * The network of a run as the detector of its asset.
 * @throws Fault `not_found`, `bad_input` (of another asset), `conflict` (not done, or the tags are not those that it was trained on),
 * `not_supported` (trained by another version), `not_enough_history` (fewer rows than it looks at).
 */
export async function networkDetector(store: Store, id: number, asset: AssetRow, frames: AssetFrames): Promise<NetworkDetector> {
  const record = await runRecords(store.catalog).get(id)
  const { run } = record
  refuseUnusable(run, run.state, asset)
  const { model: artifact, manifest } = run.artifacts
  const model = await kept(run.id, () => readModel(store.artifacts, artifact!)) // refused above where there is none
  if (manifest === null || run.periods === null) throw new Fault('conflict', `Run ${id} does not say what it was trained on. Run it again.`, { run: id })
  const dataset = await kept(run.id, () => readManifest(store.artifacts, manifest))
  refuseChangedTags(record, dataset, frames.tags)
  const data: NetworkState = { run: id, model: artifact! }
  const fitted = await build({ detector: model.network, version: model.networkVersion, channels: frames.channels, data }, model)
  const needed = fitted.limits!.lead // a network always has them
  if (frames.rows < needed) throw new Fault('not_enough_history', `The network of run ${id} needs ${needed} rows before its score stands on enough of them, and ${asset.name} has ${frames.rows}. Import more of the recording.`, { run: id, rows: frames.rows, needed })
  return {
    id: model.network, version: model.networkVersion, title: titleOf(run), fitted,
    reference: { from: run.periods.train.from, to: run.periods.validation.to },
    excluded: dataset.exclusions.map(({ from, to }) => ({ from, to })),
    network: { run: id, model: artifact!, datasetHash: run.datasetHash, trainedAt: run.endedAt ?? run.createdAt },
  }
}

export const titleOf = ({ title, id }: Pick<Run, 'title' | 'id'>): string => `${title}, run ${id}`

/** Whether a stored state is that of a network. */
export const isNetwork = ({ detector }: DetectorState): boolean => networkById(detector) !== undefined

/** The network that a detection was made with. @throws Fault `not_found` where its weights are gone, `not_supported` where this version cannot run them. */
export async function restoreNetwork(store: Store, state: DetectorState): Promise<FittedDetector> {
  const { run, model } = state.data as NetworkState // written by `networkDetector`
  return build(state, await kept(run, () => readModel(store.artifacts, model)))
}

async function build(state: DetectorState, model: TrainedModel): Promise<FittedDetector> {
  const { run } = state.data as NetworkState // as above
  const kind = networkById(model.network)
  if (!kind || kind.version !== model.networkVersion) throw new Fault('not_supported', `Run ${run} trained ${model.network} ${model.networkVersion}, which this version does not have. Train again.`, { run })
  const columns = model.tags.map((name) => state.channels.findIndex((channel) => channel.name === name))
  const { tf } = await openTensors()
  return networkAsDetector({ tf, network: kind.build({ inputs: model.tags.length, judged: model.judged }, model.options), trained: model, columns, state })
}

async function kept<Read>(run: number, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read()
  } catch (error) {
    if (faultData(error).code !== 'not_found') throw error
    throw new Fault('not_found', `The network of run ${run} is no longer kept in this project. Train again, then detect with the new run.`, { run }, { cause: error })
  }
}

/** A network cannot leave out what it learned from, and does not see what came since: whoever reads its events must know that. */
function refuseChangedTags({ run, request }: RunRecord, manifest: Manifest, now: readonly TagRow[]): void {
  const seen = new Map(now.filter(({ id, kind }) => id !== request.labelTag && !request.excludeTags.includes(id) && isInput(kind)).map((tag) => [tag.name, tag]))
  const was = new Map(manifest.tags.map((tag) => [tag.name, tag]))
  const kindNow = new Map(now.map(({ name, kind }) => [name, kind]))
  const changes = [
    ...manifest.tags.flatMap(({ name, kind }) => {
      const current = kindNow.get(name)
      if (current === undefined) return [`${name} is gone, was renamed, or holds no points any more`]
      return current === kind ? [] : [`${name} was ${kind} and is ${current} now`]
    }),
    ...[...seen.values()].flatMap(({ name }) => (was.has(name) ? [] : [`${name} was added`])),
  ]
  if (changes.length === 0) return
  throw new Fault('conflict', `The tags of ${run.assetName} are no longer those that run ${run.id} was trained on: ${changes.join('; ')}. Train again, or put that back.`, { run: run.id, changes })
}
