import type { ReferenceChoice } from '../contract/detection.ts'
import { finishJob } from './runJob.ts'
import { assetNamed } from './shapes.ts'
import { counted, exit, iso, parseTime, UsageError, type Arguments, type Session, type Verb } from './verb.ts'

export const detectVerb: Verb = {
  name: 'detect',
  usage: 'detect --asset NAME [--reference FROM/TO | --reference-rows N] [--alarms-per-week N] [--detector ID] | detect --run ID [--alarms-per-week N]',
  about: 'Learn what normal looks like on the reference (default: the whole history, robustly) and find events under an alarm budget; or find them with the network of a training run.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    reference: { type: 'string', value: 'FROM/TO', about: 'the period that is normal' },
    'reference-rows': { type: 'string', value: 'N', about: 'the first N rows are normal' },
    'alarms-per-week': { type: 'string', value: 'N', about: 'how many alarms a week can be handled (default 2)' },
    detector: { type: 'string', value: 'ID', about: 'which detector (default telltale)' },
    run: { type: 'string', value: 'ID', about: 'the network of this training run, on its asset; normal is what it learned from' },
  },
  async run(session, args) {
    const run = runFrom(args)
    const asset = run !== undefined && args.text('asset') === undefined ? await trainedOn(session, run) : await assetNamed(session, args.need('asset'))
    const alarmsPerWeek = args.number('alarms-per-week', { min: 1e-6, max: 10_000 })
    const detector = args.text('detector')
    const { job } = await session.client.detections.start({
      asset: asset.id,
      reference: referenceFrom(args),
      ...(run !== undefined && { run }),
      ...(alarmsPerWeek !== undefined && { alarmsPerWeek }),
      ...(detector !== undefined && { detector }),
    })
    const { detection: id } = (await finishJob(session, job)).result as { detection: number } // what detect.run answers
    const comparison = (await session.client.jobs.list()).find((one) => one.kind === 'compare' && one.asset === asset.id && one.id > job)
    if (comparison) await finishJob(session, comparison.id)
    const detection = (await session.client.detections.list({ asset: asset.id })).find((one) => one.id === id)!
    const { reference } = detection
    const result = {
      asset: asset.name,
      detector: detection.detector,
      network: detection.network ? { run: detection.network.run, model: detection.network.model, datasetHash: detection.network.datasetHash, trainedAt: iso(detection.network.trainedAt) } : null,
      reference: { from: iso(reference.from), to: iso(reference.to), rows: reference.rows, whole: reference.whole },
      rows: detection.rows,
      events: detection.events,
      seconds: detection.seconds,
      threshold: detection.threshold,
      alarmsPerWeek: detection.alarmsPerWeek,
      baselines: detection.baselines,
    }
    session.out.result(result, () =>
      [
        `${asset.name}: ${counted(detection.events, 'event')} in ${detection.rows} rows (${detection.seconds.toFixed(1)} s), normal learned from ${reference.whole ? 'the whole history' : `${reference.rows} rows`}${detection.network ? ` by the network of run ${detection.network.run}` : ''}`,
        ...detection.baselines.map((baseline) => `  beside it, ${baseline.title}: ${baseline.refused ?? `${counted(baseline.events, 'event')} (${baseline.seconds.toFixed(1)} s)`}`),
      ].join('\n'),
    )
    return exit.done
  },
}

function runFrom(args: Arguments): number | undefined {
  const run = args.number('run', { min: 1, max: Number.MAX_SAFE_INTEGER })
  if (run === undefined) return undefined
  if (!Number.isInteger(run)) throw new UsageError('--run: a run has a whole number; list them with: telltale runs')
  for (const other of ['detector', 'reference', 'reference-rows']) if (args.text(other) !== undefined) throw new UsageError(`--${other} cannot be given with --run: normal is what its network learned from`)
  return run
}

async function trainedOn({ client }: Session, run: number): Promise<{ id: number; name: string }> {
  const { asset, assetName } = await client.runs.get({ id: run })
  return { id: asset, name: assetName }
}

function referenceFrom(args: Arguments): ReferenceChoice {
  const period = args.text('reference')
  const rows = args.number('reference-rows', { min: 2, max: 1e12 })
  if (period !== undefined && rows !== undefined) throw new UsageError('give --reference or --reference-rows, not both')
  if (rows !== undefined) {
    if (!Number.isInteger(rows)) throw new UsageError('--reference-rows: whole rows only')
    return { rows }
  }
  if (period === undefined) return 'whole'
  const [from, to, ...rest] = period.split('/')
  if (!from || !to || rest.length > 0) throw new UsageError('--reference: two times with a slash between, e.g. 2026-03-01/2026-03-08')
  return { from: parseTime(from, '--reference'), to: parseTime(to, '--reference') }
}
