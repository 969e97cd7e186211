import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportReport } from '../contract/imports.ts'
import { Fault } from '../contract/errors.ts'
import { readImportOptions, readingOptions } from './importOptions.ts'
import { finishJob } from './runJob.ts'
import { seriesShape } from './shapes.ts'
import { exit, UsageError, type Arguments, type Session, type SessionVerb } from './verb.ts'

export const importVerb: SessionVerb = {
  name: 'import',
  usage: 'import FILE… [--asset NAME] [--time COLUMN] [--zone ZONE] [--rate SECONDS] [--start TIME] [--value COLUMN]… [--exclude COLUMN]… [--options FILE] | import --resume',
  about: 'Import recordings (CSV, TSV, npy, Parquet, MATLAB v5) into an asset. Importing twice adds nothing. Exit code 3: done, with rejected rows.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset; default: from the file name' },
    ...readingOptions,
    resume: { type: 'boolean', about: 'go on with the newest import that was stopped or killed' },
  },
  async run(session, args) {
    const job = args.flag('resume') ? await resumeNewest(session) : await startImport(session, args)
    const report = (await finishJob(session, job)).result as ImportReport // what import.run answers
    const rejects = report.rejects === null ? null : await keepRejects(session, report.rejects)
    const tags = (await session.client.assets.tags({ id: report.asset })).filter(({ id }) => report.tags.includes(id))
    const { read, accepted, duplicate, rejected, warnings = [] } = report
    const result = { read, accepted, duplicate, rejected, rejects, warnings, asset: report.assetName, points: report.points, seconds: report.seconds, series: tags.map((tag) => seriesShape(report.assetName, tag)) }
    session.out.result(result, () =>
      [
        `${report.assetName}: ${read} rows read = ${accepted} accepted + ${duplicate} duplicate + ${rejected} rejected, ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}, ${report.seconds.toFixed(1)} s`,
        ...warnings.map(({ words }) => words),
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
  const options = await readImportOptions(args)
  const sources = picked.map(({ ref }) => ref)
  // what is assumed about the file is said before anything is stored, to whoever did not look at the preview too
  const { assetName, warnings, file } = await session.client.imports.preview({ source: sources[0]!, options })
  for (const { words } of warnings) session.out.remark(`${file}: ${words}`)
  const asset = args.text('asset') ?? assetName
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
