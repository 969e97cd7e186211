import { initial } from './001_initial.ts'
import { parts } from './002_parts.ts'
import type { Migration } from './migration.ts'

/** In order, without holes: the version of a store is the number of the last step applied. */
export const migrations: readonly Migration[] = [initial, parts]
