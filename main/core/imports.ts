import { implement } from '@orpc/server'
import { importTemplate, imports as contract } from '../contract/imports.ts'
import { templateScope } from '../ingest/template.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)
const minute = 60_000
const yearOfMinutes = 365 * 24 * 60

export function importsService({ store, host, sources, clock, jobs }: Pick<CorePorts, 'store' | 'host' | 'sources' | 'clock'> & { jobs: JobService }) {
  return os.router({
    preview: os.preview.handler(({ input, signal }) =>
      host.run('import.preview', { ...sources.resolve(input.source), options: input.options }, { lane: 'interactive', signal }),
    ),
    start: os.start.handler(async ({ input }) => {
      const files = input.sources.map((ref) => sources.resolve(ref))
      const what = files.length === 1 ? files[0]!.name : `${files.length} files`
      const job = await jobs.start('import', `Import ${what} into ${input.asset}`, { files, asset: input.asset, options: input.options })
      return { job: job.id }
    }),
    templates: os.templates.handler(async () => (await store.catalog.documents.list(templateScope)).flatMap(({ value }) => importTemplate.safeParse(value).data ?? [])),
    forgetTemplate: os.forgetTemplate.handler(async ({ input }) => ({ removed: await store.catalog.documents.remove(templateScope, input.key) })),
    demo: os.demo.handler(async () => {
      // The plant ends at the last full hour, so that its newest faults are fresh whenever it is made.
      const start = Math.floor(clock() / (60 * minute)) * 60 * minute - yearOfMinutes * minute
      const job = await jobs.start('demo', 'Generate the demonstration plant (simulated)', { start, rows: yearOfMinutes, interval: minute })
      return { job: job.id }
    }),
  })
}
