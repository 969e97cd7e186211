import { baselines } from './baselines/index.ts'
import type { Detector } from './detector.ts'
import { telltale } from './telltale/index.ts'

/** Every detector that can be chosen. The first is the default. */
export const detectors: readonly Detector[] = [telltale, ...baselines]

/** @returns undefined for an id that no detector has. */
export function detectorById(id: string): Detector | undefined {
  return detectors.find((detector) => detector.id === id)
}
