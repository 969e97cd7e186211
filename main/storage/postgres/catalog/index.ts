import type { Catalog } from '../../ports.ts'
import type { Connection } from '../connection.ts'
import { assetTable } from './assets.ts'
import { detectionTable, eventTable } from './detections.ts'
import { documentTable } from './documents.ts'
import { jobTable } from './jobs.ts'
import { tagTable } from './tags.ts'

export function postgresCatalog(connection: Connection): Catalog {
  return {
    assets: assetTable(connection),
    tags: tagTable(connection),
    detections: detectionTable(connection),
    events: eventTable(connection),
    jobs: jobTable(connection),
    documents: documentTable(connection),
  }
}
