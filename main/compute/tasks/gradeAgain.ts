import { gradeTags } from '../import/gradeTags.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

/** Judges tags again, as after an import: somebody has corrected the kind. @throws Fault `not_found`. */
export const gradeAgain: Task<Tasks['tags.grade']['input'], Tasks['tags.grade']['output']> = async ({ store }, { tags }, run) => {
  const rows = []
  for (const id of tags) rows.push(await store.catalog.tags.get(id))
  await gradeTags(store, rows, run.signal)
  return null
}
