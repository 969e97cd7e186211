/** Projects on disk, for tests of the core that need a real one. */
export { completeRestore, openArchive, openSqliteStore } from '../../storage/sqlite/index.ts'
