import { Fault } from '../../contract/errors.ts'
import type { Copies } from '../ports.ts'

/** A database is copied with its server's own tools, which know its settings, its users and its schedule; a half-true copy of ours would be worse than none. */
export function postgresCopies(name: string): Copies {
  const refuse = (what: string, cure: string) => () => Promise.reject(new Fault('not_supported', `${what} of ${name} is made with PostgreSQL's own tools: ${cure}.`, { database: name }))
  return {
    backup: refuse('A backup', 'pg_dump --format=custom, as docs/deploy.md says'),
    archive: refuse('A copy', 'pg_dump --format=custom, as docs/deploy.md says'),
    restoreNext: refuse('A restore', 'stop the servers, then pg_restore --clean, as docs/deploy.md says'),
  }
}
