import { denseAutoencoder } from './denseAutoencoder.ts'
import { lstmPredictor } from './lstmPredictor.ts'
import type { NetworkKind } from './network.ts'

/** Every network that can be trained. The first is the default. */
export const networks: readonly NetworkKind[] = [denseAutoencoder, lstmPredictor]

/** @returns undefined for an id that no network has. */
export function networkById(id: string): NetworkKind | undefined {
  return networks.find((network) => network.id === id)
}
