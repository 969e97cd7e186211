import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportOptions, ImportReport } from '../contract/imports.ts'
import { Fault } from '../contract/errors.ts'
import { finishJob } from './runJob.ts'
import { seriesShape } from './shapes.ts'
import { exit, parseTime, UsageError, type Arguments, type Session, type Verb } from './verb.ts'

export const importVerb: Verb = {
  name: 'import',
  usage: 'import FILE… [--asset NAME] [--time COLUMN] [--zone ZONE] [--rate SECONDS] [--start TIME] [--exclude COLUMN]…',
  about: 'Import recordings (CSV, TSV, npy, Parquet, MATLAB v5) into an asset. Importing twice adds nothing. Exit code 3: done, with rejected rows.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset; default: from the file name' },
    time: { type: 'string', value: 'COLUMN', about: 'the column that holds the time' },
    zone: { type: 'string', value: 'ZONE', about: 'IANA zone of times without an offset (default UTC)' },
    rate: { type: 'string', value: 'SECONDS', about: 'without a time column: seconds from row to row' },
    start: { type: 'string', value: 'TIME', about: 'without a time column: time of the first row' },
    exclude: { type: 'string', multiple: true, value: 'COLUMN', about: 'a column that is not imported (repeatable)' },
    resume: { type: 'boolean', about: 'go on with the newest import that was stopped or killed' },
  },
  async run(session, args) {
    const job = args.flag('resume') ? await resumeNewest(session) : await startImport(session, args)
    const report = (await finishJob(session, job)).result as ImportReport // what import.run answers
    const rejects = report.rejects === null ? null : await keepRejects(session, report.rejects)
    const tags = (await session.client.assets.tags({ id: report.asset })).filter(({ id }) => report.tags.includes(id))
    const { read, accepted, duplicate, rejected } = report
    const result = { read, accepted, duplicate, rejected, rejects, asset: report.assetName, points: report.points, seconds: report.seconds, series: tags.map((tag) => seriesShape(report.assetName, tag)) }
    session.out.result(result, () =>
      [
        `${report.assetName}: ${read} rows read = ${accepted} accepted + ${duplicate} duplicate + ${rejected} rejected, ${tags.length} tags, ${report.seconds.toFixed(1)} s`,
        ...(rejects ? [`rejected rows with line and reason: ${rejects}`] : []),
      ].join('\n'),
    )
    return rejected > 0 ? exit.rejects : exit.done
  },
}

async function startImport(session: Session, args: Arguments): Promise<number> {
  if (args.positionals.length === 0) throw new UsageError('name at least one file to import')
  const picked = []
  for (const path of args.positionals) picked.push(await session.sources.register(path))
  const rate = args.number('rate', { min: 1e-9, max: 1e9 })
  const start = args.text('start')
  const time = args.text('time')
  const zone = args.text('zone')
  const options: ImportOptions = {
    ...(rate !== undefined && { interval: rate * 1000 }),
    ...(start !== undefined && { start: parseTime(start, '--start') }),
    ...(zone !== undefined && { zone }),
    ...(time !== undefined && { columns: [{ name: time, role: 'time' as const }] }),
    ...(args.texts('exclude').length > 0 && { exclude: [...args.texts('exclude')] }),
  }
  const sources = picked.map(({ ref }) => ref)
  const asset = args.text('asset') ?? (await session.client.imports.preview({ source: sources[0]!, options })).assetName
  return (await session.client.imports.start({ sources, asset, options })).job
}

async function resumeNewest({ client }: Session): Promise<number> {
  const stopped = (await client.jobs.list()).find(({ kind, state }) => kind === 'import' && (state === 'interrupted' || state === 'paused' || state === 'failed' || state === 'cancelled'))
  if (!stopped) throw new Fault('not_found', 'There is no stopped import to go on with.')
  return (await client.jobs.resume({ id: stopped.id })).id
}

/** The rejects as a file beside the project, so that they can be opened. */
async function keepRejects({ home, store }: Session, artifact: string): Promise<string> {
  const folder = join(home, 'rejects')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${artifact.replaceAll(/[^\w.-]/g, '_')}.csv`)
  await writeFile(path, await store.artifacts.read(artifact))
  return path
}
