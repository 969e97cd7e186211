import { Fault } from '../contract/errors.ts'
import { endsWithNetwork, type Run, type RunState } from '../contract/runs.ts'

const why: Readonly<Record<Exclude<RunState, 'done' | 'stopped'>, string>> = {
  queued: 'has not begun yet. Detect with it when its training is done',
  running: 'is still being trained. Detect with it when it is done',
  paused: 'is paused. Let its training go on, and detect with it when it is done',
  interrupted: 'was interrupted. Let its training go on, and detect with it when it is done',
  cancelled: 'was cancelled, so it has no trained network. Run it again',
  failed: 'has failed, so it has no trained network. Look at why it did, and run it again',
}

/**
 * Refuses a run that may not be the detector of an asset.
 * @param state as its job knows it.
 * @throws Fault `bad_input` on another asset than it was trained on, `conflict` where it has no network, or not yet.
 */
export function refuseUnusable(run: Pick<Run, 'id' | 'asset' | 'assetName' | 'artifacts'>, state: RunState, asset: { readonly id: number; readonly name: string }): void {
  if (run.asset !== asset.id)
    throw new Fault('bad_input', `Run ${run.id} was trained on ${run.assetName}: a network knows only the asset that it was trained on. Train one on ${asset.name}.`, { run: run.id, asset: asset.id })
  if (!endsWithNetwork(state)) throw new Fault('conflict', `Run ${run.id} ${why[state]}.`, { run: run.id, state })
  if (run.artifacts.model === null) throw new Fault('conflict', `Run ${run.id} kept no trained network. Run it again.`, { run: run.id })
}
