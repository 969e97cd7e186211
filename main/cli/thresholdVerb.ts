import { finishJob } from './runJob.ts'
import { assetNamed, newestDetection } from './shapes.ts'
import { counted, exit, UsageError, type Arguments, type Verb } from './verb.ts'

export const thresholdVerb: Verb = {
  name: 'threshold',
  usage: 'threshold --asset NAME [--alarms-per-week N | --at X | --version N] [--keep --reason R]',
  about: 'Show what a threshold would give on the stored scores, without learning again; with --keep draw the events from it. Every decision stays as a version, with who, when and why.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    'alarms-per-week': { type: 'string', value: 'N', about: 'the lowest threshold that gives at most N alarms a week' },
    at: { type: 'string', value: 'X', about: 'this threshold: -log10 of the tail probability on normal data' },
    version: { type: 'string', value: 'N', about: 'the threshold of an earlier version' },
    keep: { type: 'boolean', about: 'draw the events from it from now on' },
    reason: { type: 'string', value: 'R', about: 'with --keep: why' },
  },
  async run(session, args) {
    const asset = await assetNamed(session, args.need('asset'))
    const wanted = wantedFrom(args)
    const keep = args.flag('keep')
    const why = keep ? args.need('reason') : ''
    if (!keep && args.text('reason') !== undefined) throw new UsageError('--reason belongs to --keep')
    if (keep && wanted === null) throw new UsageError('say which threshold to keep: --alarms-per-week, --at or --version')

    const { detections } = session.client
    const shown = await newestDetection(session, asset)
    const before = await detections.thresholds({ id: shown.id })
    const earlier = wanted && 'version' in wanted ? before.find(({ version }) => version === wanted.version) : undefined
    if (wanted && 'version' in wanted && !earlier) throw new UsageError(`--version: ${asset.name} has versions 1 to ${before.length}`)
    const tried = await detections.tryThreshold({ id: shown.id, ...(earlier ? { threshold: earlier.threshold } : wanted && !('version' in wanted) ? wanted : {}) })
    if (keep) await finishJob(session, (await detections.keepThreshold({ id: shown.id, threshold: tried.threshold, why })).job)

    const versions = keep ? await detections.thresholds({ id: shown.id }) : before
    const result = {
      asset: asset.name,
      detector: shown.detector,
      threshold: tried.threshold,
      kept: keep,
      alarmsPerWeek: tried.alarmsPerWeek,
      events: tried.events.length,
      labelled: tried.labelled ?? null,
      judgedProblemsMissed: tried.judgedProblemsMissed,
      judgedNormalShown: tried.judgedNormalShown,
      baselines: tried.baselines,
      versions: versions.map(({ version, threshold, by, at, why: reason }) => ({ version, threshold, by, at: new Date(at).toISOString(), why: reason })),
    }
    session.out.result(result, () =>
      [
        `${asset.name}: threshold ${figure(tried.threshold)} gives ${counted(result.events, 'event')}, ${figure(tried.alarmsPerWeek)} alarms a week${keep ? '; kept' : ''}`,
        ...(result.labelled ? [`  of the labelled faults ${result.labelled.found} are found and ${result.labelled.missed} missed; ${result.labelled.falseAlarms === 1 ? '1 event is a false alarm' : `${result.labelled.falseAlarms} events are false alarms`}`] : []),
        ...(tried.judgedProblemsMissed > 0 ? [`  ${tried.judgedProblemsMissed} judged problems would be missed`] : []),
        ...result.versions.map((one, i) => `  ${i === 0 ? '*' : ' '} version ${one.version}: ${figure(one.threshold)}, ${one.by}, ${one.at}: ${one.why}`),
      ].join('\n'),
    )
    return exit.done
  },
}

const figure = (value: number) => Number(value.toPrecision(4)).toString()

function wantedFrom(args: Arguments): { alarmsPerWeek: number } | { threshold: number } | { version: number } | null {
  const alarmsPerWeek = args.number('alarms-per-week', { min: 1e-6, max: 10_000 })
  const threshold = args.number('at', { min: 0, max: 1e6 })
  const version = args.number('version', { min: 1, max: 1e9 })
  const given = [alarmsPerWeek, threshold, version].filter((one) => one !== undefined)
  if (given.length > 1) throw new UsageError('give one of --alarms-per-week, --at and --version')
  return alarmsPerWeek !== undefined ? { alarmsPerWeek } : threshold !== undefined ? { threshold } : version !== undefined ? { version } : null
}
