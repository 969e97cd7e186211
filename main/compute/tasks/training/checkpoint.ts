import { faultData } from '../../../contract/errors.ts'
import type { FitState } from '../../../../models/nets/fit.ts'
import type { Artifacts } from '../../../storage/ports.ts'
import { decodeState, encodeState } from '../modelState.ts'

/** Everything that the next epoch depends on. Order and dropout are drawn from seed and epoch, so no generator's state is needed. */
export interface Checkpoint {
  readonly run: number
  readonly state: FitState
  readonly best: { readonly epoch: number; readonly weights: readonly Float32Array[]; readonly loss: number; readonly validationLoss: number } | null
}

const kind = 'checkpoint'
const nameOf = (run: number) => `run ${run}`

export async function keepCheckpoint(artifacts: Artifacts, checkpoint: Checkpoint): Promise<string> {
  return (await artifacts.put({ kind, name: nameOf(checkpoint.run), data: encodeState(checkpoint) })).id
}

/** @returns null where it is gone: then the run begins again, which gives the same curve. */
export async function readCheckpoint(artifacts: Artifacts, id: string): Promise<Checkpoint | null> {
  try {
    return decodeState(await artifacts.read(id)) as Checkpoint // written above
  } catch (error) {
    if (faultData(error).code === 'not_found') return null
    throw error
  }
}

/** Drops the checkpoints of a run but one: also those that a killed process left behind. */
export async function dropCheckpoints(artifacts: Artifacts, run: number, except: string | null): Promise<void> {
  for (const { id, name } of await artifacts.list(kind)) if (name === nameOf(run) && id !== except) await artifacts.remove(id)
}
