import type { Migration } from './migration.ts'

/**
 * What views need to know of the parts of a chunk (`chunks/parts.ts`), in its row: a view of a long stretch reads these few bytes of thousands of
 * chunks and none of their points, which lie outside. Chunks of an older program have none, until they are written anew.
 */
export const parts: Migration = {
  version: 2,
  name: 'parts',
  sql: `
ALTER TABLE chunk ADD COLUMN parts bytea;
ALTER TABLE chunk ALTER COLUMN parts SET STORAGE PLAIN;
`,
}
