import { resolve } from 'node:path'
import { Fault } from '../contract/errors.ts'

/**
 * The project file that a database URI names; `otherwise` when the URI is empty. `sqlite:///abs/path`, `sqlite:/abs/path` and `sqlite:rel/path`.
 * @throws Fault `not_supported` for an engine that is not built in.
 */
export function projectFileOf(uri: string, otherwise: string): string {
  if (uri === '') return otherwise
  const [, path] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(uri) ?? []
  if (!path) throw new Fault('not_supported', `This database cannot be opened: the URI must begin with sqlite: and name a file.`, {})
  return resolve(path)
}
