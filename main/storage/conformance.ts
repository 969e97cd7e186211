import { describe } from 'vitest'
import type { Store } from './ports.ts'
import { artifactConformance } from './testing/artifacts.ts'
import { catalogConformance } from './testing/catalog.ts'
import { feedConformance } from './testing/feed.ts'
import { telemetryConformance } from './testing/telemetry.ts'
import { telemetryProperties } from './testing/telemetryProperties.ts'

/** Opens an empty store. Called once a test; the test closes it. */
export type OpenStore = () => Promise<Store>

/**
 * What every engine behind `ports.ts` has to do, in tests. Call it at the top of a test file: `storeConformance('sqlite', open)`.
 */
export function storeConformance(name: string, open: OpenStore): void {
  describe(`store conformance: ${name}`, () => {
    telemetryConformance(open)
    telemetryProperties(open)
    catalogConformance(open)
    artifactConformance(open)
    feedConformance(open)
  })
}
