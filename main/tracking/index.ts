import type { Artifacts } from '../storage/ports.ts'
import { openMlflow } from './mlflow/index.ts'
import type { Tracking } from './port.ts'

/** The tracking server that the profile names, or null. */
export function trackingOf(uri: string, artifacts: Artifacts): Tracking | null {
  return uri === '' ? null : openMlflow({ uri, artifacts })
}
