import { resolve } from 'node:path'
import { Fault } from '../contract/errors.ts'

/** Where a project lives: in a file of its own, or in a PostgreSQL database that many may share. Plain data, so that workers can be told. */
export type StoreLocation = { readonly file: string } | { readonly uri: string }

/**
 * The place that a database URI names; the file `otherwise` when the URI is empty. `sqlite:///abs/path`, `sqlite:/abs/path`,
 * `sqlite:rel/path`, or `postgresql://…` as `postgres/address.ts` reads it.
 * @throws Fault `not_supported` for an engine that is not built in.
 */
export function storeLocation(uri: string, otherwise: string): StoreLocation {
  if (uri === '') return { file: otherwise }
  if (/^postgres(ql)?:\/\//.test(uri)) return { uri }
  const [, path] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(uri) ?? []
  if (!path) throw new Fault('not_supported', `This database cannot be opened: the URI must begin with sqlite: and name a file, or with postgresql: and name a database.`, {})
  return { file: resolve(path) }
}

/**
 * The project file, for what works on a file.
 * @throws Fault `not_supported` for a project in PostgreSQL.
 */
export function fileOf(location: StoreLocation): string {
  if ('file' in location) return location.file
  throw new Fault('not_supported', 'This works on a project file, and this project lives in PostgreSQL. Use pg_dump and pg_restore there, or name a file with --set data_ingestion.database.uri=sqlite:PATH.', {})
}
