import { Fault } from '../../contract/errors.ts'
import type { Copies } from '../ports.ts'
import { archiveSqliteStore } from './archive.ts'
import { backupSqliteStore } from './backup.ts'
import { restoreNext } from './restoreNext.ts'

export function sqliteCopies(file: string, clock: () => number): Copies {
  const onDisk = () => {
    if (file === ':memory:') throw new Fault('not_supported', 'A project in memory cannot be copied. Open a project on disk.')
    return file
  }
  return {
    backup: async (options) => backupSqliteStore({ ...options, file: onDisk() }),
    archive: async (options) => archiveSqliteStore({ ...options, file: onDisk(), clock }),
    restoreNext: async (backup) => restoreNext(onDisk(), backup),
  }
}
