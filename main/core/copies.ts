import { implement } from '@orpc/server'
import { backups as backupsContract, exports as exportsContract } from '../contract/copies.ts'
import type { JobService } from './jobs.ts'
import { keptFiles } from './keptFiles.ts'
import type { CorePorts } from './ports.ts'

const backups = implement(backupsContract)
const exports = implement(exportsContract)
type Ports = Pick<CorePorts, 'store' | 'home' | 'clock'> & { jobs: JobService }

/** `2026-01-02T03-04-05Z`: sorts by time and is a file name everywhere. */
const stamp = (clock: () => number) => `${new Date(clock()).toISOString().slice(0, 19).replaceAll(':', '-')}Z`

export function backupsService({ store, home, clock, jobs }: Ports) {
  const files = keptFiles(home, 'backups')
  return backups.router({
    list: backups.list.handler(() => files.list()),
    create: backups.create.handler(async () => {
      const { name, path } = await files.fresh(stamp(clock), 'telltale-backup')
      return { job: (await jobs.start('backup', 'Back up the project', { path })).id, name }
    }),
    restore: backups.restore.handler(async ({ input }) => {
      await store.copies.restoreNext(await files.existing(input.name))
      return { words: `${input.name} was read and is sound. It takes the place of the project when the program is started next; what is there now is kept beside it.` }
    }),
    remove: backups.remove.handler(async ({ input }) => ({ removed: await files.remove(input.name) })),
  })
}

export function exportsService({ store, home, clock, jobs }: Ports) {
  const files = keptFiles(home, 'exports')
  return exports.router({
    list: exports.list.handler(() => files.list()),
    start: exports.start.handler(async ({ input: { asset, format, period } }) => {
      const row = await store.catalog.assets.get(asset)
      // who opens the file elsewhere sees no mark on a chart
      const { name, path } = await files.fresh(row.simulated ? `${row.name} SIMULATED` : row.name, format)
      const { id } = await jobs.start('export', `Export ${row.name}`, { asset, format, path, ...period })
      return { job: id, name }
    }),
    archive: exports.archive.handler(async () => {
      const { name, path } = await files.fresh(`project-${stamp(clock)}`, 'telltale-archive')
      return { job: (await jobs.start('archive', 'Write the project into one file', { path })).id, name }
    }),
    read: exports.read.handler(async ({ input: { name, offset, length } }) => {
      const { bytes, size } = await files.read(name, offset, length)
      return { bytes: new Blob([bytes], { type: 'application/octet-stream' }), size }
    }),
    remove: exports.remove.handler(async ({ input }) => ({ removed: await files.remove(input.name) })),
  })
}
