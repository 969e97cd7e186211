import { describe } from 'vitest'
import { storeConformance } from '../conformance.ts'
import { openPostgresStore } from './index.ts'
import { freshAddress, server } from './testing/database.ts'

describe.skipIf(server === '')('on the server that TELLTALE_POSTGRES names', () => {
  storeConformance('postgres', async () => openPostgresStore({ uri: await freshAddress() }))
})
