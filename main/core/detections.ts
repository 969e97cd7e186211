import { implement } from '@orpc/server'
import { packColumns } from '../contract/columns.ts'
import { detections as contract, learnedBy, type Detection, type DetectionRequest } from '../contract/detection.ts'
import { alarmsOf, alarmTogether, type Event } from '../contract/events.ts'
import { Fault } from '../contract/errors.ts'
import { detectors } from '../../models/detectors/index.ts'
import type { AssetRow, DetectionRow } from '../storage/ports.ts'
import { runRecords, stateOf } from '../tracking/runRecords.ts'
import { refuseUnusable } from '../tracking/usableRun.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'
import { viewColumns } from './series.ts'
import { thresholdVersions } from './thresholds.ts'

const os = implement(contract)

export function detectionsService({ store, host, jobs, user }: Pick<CorePorts, 'store' | 'host' | 'user'> & { jobs: JobService }) {
  const { catalog } = store

  /** Judged events that this threshold does not show, with what they were judged to be. */
  async function hiddenOf({ hidden = [] }: DetectionRow) {
    return Promise.all(hidden.map(async (event) => ({ event, verdict: (await catalog.events.history(event.id))[0] ?? null })))
  }

  // a comparison is a job of its own that lets all others go first: events are there, on every machine that was asked for, before the first begins
  jobs.follow('detect', async ({ detection: id }) => {
    const { asset } = await catalog.detections.get(id)
    const { name } = await catalog.assets.get(asset)
    const { id: job } = await jobs.start('compare', `Compare on ${name}`, { asset, detection: id })
    await catalog.detections.update(id, { comparison: { job, state: 'under_way' } })
  })

  /** A network has its detector and its reference from its run: what was asked for beside it would not be done. */
  async function refuseRun(id: number, { detector, reference }: DetectionRequest, asset: AssetRow) {
    if (reference !== 'whole' || detector !== 'telltale')
      throw new Fault('bad_input', `With run ${id} there is no ${reference === 'whole' ? 'other detector' : 'reference'} to choose: normal is what its network learned from. Leave it out.`, { run: id })
    const { run } = await runRecords(catalog).get(id)
    refuseUnusable(run, stateOf(run, await jobs.get(run.job)), asset)
  }

  /** What is learned anew need not be compared as it was: the worker is free for it at once. */
  async function callBackComparisons(asset: number) {
    for (const job of await jobs.list())
      if (job.kind === 'compare' && job.asset === asset && (job.state === 'running' || job.state === 'queued')) await jobs.cancel(job.id).catch(() => {}) // it has ended meanwhile
  }

  /** Comparisons that are not ended: asked for only where one is open. */
  async function jobsGoing(rows: readonly DetectionRow[]): Promise<ReadonlySet<number>> {
    if (!rows.some(({ comparison }) => comparison?.state === 'under_way')) return new Set()
    return new Set((await jobs.list()).flatMap(({ id, kind, state }) => ((kind === 'compare' || kind === 'detect') && (state === 'running' || state === 'queued') ? [id] : [])))
  }

  return os.router({
    start: os.start.handler(async ({ input }) => {
      const asset = await catalog.assets.get(input.asset)
      if (input.run !== undefined) await refuseRun(input.run, input, asset)
      if (!detectors.some(({ id }) => id === input.detector))
        throw new Fault('bad_input', `There is no detector named ${input.detector}. Known are: ${detectors.map(({ id }) => id).join(', ')}.`, { detector: input.detector })
      await callBackComparisons(asset.id)
      const job = await jobs.start('detect', `Detect on ${asset.name}${input.run === undefined ? '' : ` with run ${input.run}`}`, input)
      return { job: job.id }
    }),
    list: os.list.handler(async ({ input }) => {
      const rows = await catalog.detections.list(input.asset)
      const counts = Map.groupBy(await catalog.events.list(input.asset === undefined ? {} : { asset: input.asset }), ({ event }) => event.detection)
      const learned = new Map(rows.map((row) => [row.id, row]))
      const going = await jobsGoing(rows)
      return rows.map((row) => shown(row, comparisonOf(learned.get(learnedBy(row)) ?? row, going), counts.get(row.id)?.length))
    }),
    detectors: os.detectors.handler(() => detectors.map(({ id, title, about, version }) => ({ id, title, about, version }))),
    scores: os.scores.handler(async ({ input: { id, tag, from, to, buckets }, signal }) => {
      const row = await catalog.detections.get(id)
      const [view] = await host.run('series.view', { series: [scoreSeriesOf(row, tag)], from, to, buckets }, { lane: 'interactive', signal })
      return { raw: view!.raw, columns: packColumns(viewColumns(view!, '')), threshold: row.threshold }
    }),
    readScores: os.readScores.handler(async ({ input: { id, tag, from, to, limit }, signal }) => {
      const row = await catalog.detections.get(id)
      const { time, value, more } = await host.run('series.read', { series: scoreSeriesOf(row, tag), from, to, limit }, { lane: 'interactive', signal })
      const alarm = new Uint8Array(time.length)
      if (tag !== undefined) value.forEach((score, i) => (alarm[i] = score > row.threshold ? 1 : 0))
      else for (const { event } of await catalog.events.list({ asset: row.asset })) if (event.detection === id) for (const stretch of alarmsOf(event)) markBetween(alarm, time, stretch.from, stretch.to)
      return { columns: packColumns({ t: time, score: value, alarm }), more }
    }),
    keepThreshold: os.keepThreshold.handler(async ({ input: { id, threshold, why } }) => {
      const { asset } = await catalog.detections.get(id)
      const { name } = await catalog.assets.get(asset)
      const job = await jobs.start('threshold', `Threshold of ${name}`, { detection: id, threshold, why, by: user() })
      return { job: job.id }
    }),
    thresholds: os.thresholds.handler(async ({ input: { id } }) => {
      const row = await catalog.detections.get(id)
      return thresholdVersions(await catalog.detections.list(row.asset), row)
    }),
    tryThreshold: os.tryThreshold.handler(async ({ input: { id, threshold, alarmsPerWeek }, signal }) => {
      const row = await catalog.detections.get(id)
      const tried = await host.run('detect.try', { detection: id, ...(threshold !== undefined && { threshold }), ...(alarmsPerWeek !== undefined && { alarmsPerWeek }) }, { lane: 'interactive', signal })
      const judged = [...(await catalog.events.list({ asset: row.asset })).filter(({ event, verdict }) => event.detection === id && verdict?.verdict), ...(await hiddenOf(row))]
      const stretches = tried.events.flatMap((one) => one.stretches ?? [one])
      const shows = (event: Pick<Event, 'start' | 'end' | 'stretches'>) => alarmTogether(alarmsOf(event), stretches)
      return {
        ...tried,
        judgedProblemsMissed: judged.filter(({ event, verdict }) => verdict?.verdict === 'problem' && !shows(event)).length,
        judgedNormalShown: judged.filter(({ event, verdict }) => verdict?.verdict === 'not_a_problem' && shows(event)).length,
      }
    }),
  })
}

/** What the simple methods found so far. A comparison whose job is gone (killed, or its machine died) will not be made any more. */
function comparisonOf({ baselines, comparison }: DetectionRow, going: ReadonlySet<number>): Pick<Detection, 'baselines'> & { comparison: NonNullable<Detection['comparison']> } {
  if (!comparison) return { baselines, comparison: 'made' }
  return { baselines, comparison: comparison.state === 'under_way' && !going.has(comparison.job) ? 'not_made' : comparison.state }
}

function shown({ scoreSeries: _scores, model: _model, baselineEvents: _events, baselineTold: _told, hidden: _hidden, excluded: _excluded, ...row }: DetectionRow, compared: ReturnType<typeof comparisonOf>, events = 0): Detection {
  return { ...row, ...compared, events }
}

function scoreSeriesOf(row: DetectionRow, tag: number | undefined): number {
  const series = tag === undefined ? row.scoreSeries.asset : row.scoreSeries.tags[tag]
  if (series === undefined) throw new Fault('not_found', `Tag ${tag} was not judged by this detection, it was context: it has no score of its own.`, { detection: row.id, tag })
  return series
}

/** Marks the samples of an event, its first and last included. */
function markBetween(alarm: Uint8Array, time: Float64Array, start: number, end: number) {
  for (let i = lowerBound(time, start); i < time.length && time[i] <= end; i++) alarm[i] = 1
}

function lowerBound(time: Float64Array, at: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (time[middle] < at) low = middle + 1
    else high = middle
  }
  return low
}
