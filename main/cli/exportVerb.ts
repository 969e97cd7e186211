import { resolve } from 'node:path'
import { finishJob } from './runJob.ts'
import { assetNamed } from './shapes.ts'
import { exit, parseTime, UsageError, type Verb } from './verb.ts'

export const exportVerb: Verb = {
  name: 'export',
  usage: 'export --asset NAME --format csv|parquet [--out FILE] [--from TIME] [--to TIME] [--overwrite]',
  about: 'Write the points of an asset to a file: one row a time, one column a tag.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    format: { type: 'string', value: 'FORMAT', about: 'csv or parquet' },
    out: { type: 'string', value: 'FILE', about: 'default: the asset name in the current folder' },
    from: { type: 'string', value: 'TIME', about: 'only from this time on' },
    to: { type: 'string', value: 'TIME', about: 'only before this time' },
    overwrite: { type: 'boolean', about: 'write over a file that is there; without it the file stays and nothing is written' },
  },
  async run(session, args) {
    const asset = await assetNamed(session, args.need('asset'))
    const format = args.need('format')
    if (format !== 'csv' && format !== 'parquet') throw new UsageError(`--format: "${format}" is not csv or parquet`)
    const path = resolve(args.text('out') ?? `${asset.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')}.${format}`)
    const from = args.text('from')
    const to = args.text('to')
    const { id } = await session.core.jobs.start('export', `Export ${asset.name}`, {
      asset: asset.id, format, path,
      ...(from !== undefined && { from: parseTime(from, '--from') }),
      ...(to !== undefined && { to: parseTime(to, '--to') }),
      ...(args.flag('overwrite') && { overwrite: true }),
    })
    const { rows, bytes } = (await finishJob(session, id)).result as { rows: number; bytes: number } // what export.run answers
    session.out.result({ asset: asset.name, format, path, rows, bytes }, () => `${rows} rows, ${bytes} bytes: ${path}`)
    return exit.done
  },
}
