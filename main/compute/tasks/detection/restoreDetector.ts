import { Fault } from '../../../contract/errors.ts'
import type { DetectorState, FittedDetector } from '../../../../models/detectors/detector.ts'
import { detectorById } from '../../../../models/detectors/index.ts'
import type { Store } from '../../../storage/ports.ts'
import { decodeState } from '../modelState.ts'
import { isNetwork, restoreNetwork } from './networkDetector.ts'

const restored = new Map<string, FittedDetector>()

/** The fitted detector that a detection stored. @throws Fault `not_supported` where this version has no such detector. */
export async function restoreDetector(store: Store, artifact: string): Promise<FittedDetector> {
  const known = restored.get(artifact)
  if (known) return known
  const state = decodeState(await store.artifacts.read(artifact)) as DetectorState // written by detect.run
  const detector = detectorById(state.detector)
  if (!detector && !isNetwork(state)) throw new Fault('not_supported', `This event was found by ${state.detector}, which this version does not have. Detect again.`, { detector: state.detector })
  const fitted = detector ? detector.restore(state) : await restoreNetwork(store, state)
  // Artifacts never change, so an entry is never stale; only the newest few are kept.
  if (restored.size >= 8) restored.delete(restored.keys().next().value!)
  restored.set(artifact, fitted)
  return fitted
}
