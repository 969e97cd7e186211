import { implement } from '@orpc/server'
import { Fault, faultData } from '../contract/errors.ts'
import { importTemplate, imports as contract } from '../contract/imports.ts'
import { templateScope } from '../ingest/template.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'
import type { WatchService } from './watch.ts'

const os = implement(contract)
const minute = 60_000
const yearOfMinutes = 365 * 24 * 60
/** 50 days: nothing is wrong in the first 54 days of the plant (`models/plant/faults.ts`), as an engineer knows of a plant just overhauled. */
const cleanRows = 50 * 24 * 60

export function importsService({ store, host, sources, clock, jobs, log, watch }: Pick<CorePorts, 'store' | 'host' | 'sources' | 'clock' | 'log'> & { jobs: JobService; watch: WatchService | null }) {
  /** A plant is there to be looked at: its machines are learned at once, one job each, unless somebody did that already. */
  async function learnPlant(demo: number) {
    if ((await jobs.settled(demo)).state !== 'done') return
    const [machines, detections] = await Promise.all([store.catalog.assets.list(), store.catalog.detections.list()])
    const tags = Map.groupBy(await store.catalog.tags.list({ derived: false }), ({ asset }) => asset)
    const size = (id: number) => tags.get(id)?.length ?? 0
    // the smallest first: something is found while the others are still being learned
    for (const { id, name, simulated } of machines.toSorted((a, b) => size(a.id) - size(b.id))) {
      if (!simulated || size(id) === 0 || detections.some(({ asset }) => asset === id)) continue
      await jobs.start('detect', `Detect on ${name}`, { asset: id, reference: { rows: cleanRows }, alarmsPerWeek: 2, detector: 'telltale' })
    }
  }

  const watching = () => {
    if (!watch) throw new Fault('not_supported', 'No folders are watched here.')
    return watch
  }

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
    readRejects: os.readRejects.handler(async ({ input: { id, offset, length } }) => {
      const { kind, name, bytes } = await store.artifacts.info(id)
      // the same door must not lead to weights and models
      if (kind !== 'rejects') throw new Fault('not_found', `${id} is no list of rejected rows.`, { id })
      const whole = await store.artifacts.read(id)
      return { name, bytes: new Blob([whole.slice(offset, offset + length)], { type: 'text/csv' }), size: bytes }
    }),
    templates: os.templates.handler(async () => (await store.catalog.documents.list(templateScope)).flatMap(({ value }) => importTemplate.safeParse(value).data ?? [])),
    forgetTemplate: os.forgetTemplate.handler(async ({ input }) => ({ removed: await store.catalog.documents.remove(templateScope, input.key) })),
    watched: os.watched.handler(() => watching().list()),
    watchable: os.watchable.handler(async () => (await watching().offered()).map(({ path, name }) => sources.registerFolder(path, name))),
    watch: os.watch.handler(({ input }) => watching().add(sources.resolveFolder(input.folder), input.asset)),
    unwatch: os.unwatch.handler(async ({ input }) => ({ removed: await watching().remove(input.id) })),
    retryWatched: os.retryWatched.handler(({ input }) => watching().retry(input.id, input.file, input.asGuessed)),
    openWatched: os.openWatched.handler(async ({ input }) => sources.register(await watching().pathOf(input.id, input.file), input.file)),
    demo: os.demo.handler(async () => {
      // The plant ends at the last full hour, so that its newest faults are fresh whenever it is made.
      const start = Math.floor(clock() / (60 * minute)) * 60 * minute - yearOfMinutes * minute
      const job = await jobs.start('demo', 'Generate the demonstration plant (simulated)', { start, rows: yearOfMinutes, interval: minute })
      void learnPlant(job.id).catch((error: unknown) => log('warn', 'normal was not learned on the demonstration plant', { error: faultData(error).message }))
      return { job: job.id }
    }),
  })
}
