import type { Migration } from './migration.ts'

/**
 * What views need to know of the parts of a chunk (`chunks/parts.ts`), by the number of its row in `chunk_data`. A table of its own: a view of a long
 * stretch reads these few bytes of thousands of chunks and none of their points. Chunks of an older program have none, until they are written anew.
 */
export const parts: Migration = {
  version: 2,
  name: 'parts',
  sql: 'CREATE TABLE chunk_part (data INTEGER PRIMARY KEY, parts BLOB NOT NULL);',
}
