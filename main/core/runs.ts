import { implement } from '@orpc/server'
import type { Job } from '../contract/jobs.ts'
import { runs as contract, type Comparison, type Run } from '../contract/runs.ts'
import type { Mirror } from '../tracking/mirror.ts'
import { runRecords, stateOf, type RunRecord } from '../tracking/runRecords.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

export function runsService({ store, jobs, mirror }: Pick<CorePorts, 'store'> & { jobs: JobService; mirror: Mirror | null }) {
  const records = runRecords(store.catalog)
  return os.router({
    list: os.list.handler(async ({ input }) => {
      const byId = new Map((await jobs.list()).map((job) => [job.id, job]))
      const wanted = (await records.list()).filter(({ run }) => input.asset === undefined || run.asset === input.asset)
      return Promise.all(wanted.map(async (record) => shownRun(record, byId.get(record.run.job), await mirror?.statusOf(record.run.id))))
    }),
    get: os.get.handler(async ({ input }) => {
      const record = await records.get(input.id)
      return shownRun(record, await jobs.get(record.run.job), await mirror?.statusOf(record.run.id))
    }),
    compare: os.compare.handler(async ({ input }) => {
      const shown: Run[] = []
      for (const id of new Set(input.ids)) {
        const record = await records.get(id)
        shown.push(shownRun(record, await jobs.get(record.run.job)))
      }
      return compareRuns(shown)
    }),
  })
}

const unmirrored: Run['mirror'] = { state: 'off', words: 'No tracking server is named in the settings (mlflow.tracking_uri).', url: null }

/** A run as its readers see it. */
export function shownRun({ run }: RunRecord, job: Job | undefined, mirror: Run['mirror'] = unmirrored): Run {
  const ended = (run.state === 'running' || run.state === 'queued') && job && (job.state === 'failed' || job.state === 'cancelled')
  return {
    ...run,
    state: stateOf(run, job),
    cause: ended ? (job.error?.message ?? 'Cancelled by the user.') : run.cause,
    endedAt: ended ? job.endedAt : run.endedAt,
    mirror,
  }
}

/** Runs side by side: what differs, and which is better on rows that none of them learned from. */
export function compareRuns(shown: readonly Run[]): Comparison {
  const fields: [string, (run: Run) => unknown][] = [
    ['network', (run) => run.network], ['seed', (run) => run.seed], ['datasetHash', (run) => run.datasetHash], ['codeVersion', (run) => run.codeVersion], ['backend', (run) => run.backend],
    ...Object.keys(shown[0]!.options).map((name): [string, (run: Run) => unknown] => [name, (run) => run.options[name as keyof Run['options']]]), // keys of this very object
  ]
  const differences = fields
    .map(([field, of]) => ({ field, values: shown.map((run) => String(of(run))) }))
    .filter(({ values }) => new Set(values).size > 1)
  const sameData = new Set(shown.map(({ datasetHash }) => datasetHash)).size === 1 && shown[0]!.datasetHash !== ''
  return { runs: [...shown], differences, sameData, words: wordsFor(shown, sameData) }
}

function wordsFor(shown: readonly Run[], sameData: boolean): string {
  if (!sameData) return 'These runs were not trained and judged on the same data: their figures cannot be compared.'
  const judged = shown.flatMap((run) => run.heldOut?.results.filter(({ kind }) => kind === 'network').map((result) => ({ id: run.id, result })) ?? [])
  if (judged.length < shown.length) return 'Not every run has ended: the held-out period is judged at the end.'
  if (judged.some(({ result }) => result.f1 === null)) {
    const [best] = shown.toSorted((a, b) => (a.validationLoss ?? Infinity) - (b.validationLoss ?? Infinity))
    return `No fault is known in the held-out period, so nobody can say which detects better. Run ${best!.id} has the smallest validation loss, which says little between different networks.`
  }
  const [first, second] = judged.toSorted((a, b) => (b.result.f1 ?? 0) - (a.result.f1 ?? 0) || (a.result.falseAlarmRate ?? 0) - (b.result.falseAlarmRate ?? 0))
  const figure = (one: typeof first) => `F1 ${one!.result.f1!.toFixed(2)}, false alarms in ${((one!.result.falseAlarmRate ?? 0) * 100).toFixed(1)} % of the normal rows`
  if (first!.result.f1 === second!.result.f1 && first!.result.falseAlarmRate === second!.result.falseAlarmRate) return `Runs ${first!.id} and ${second!.id} do equally well on the held-out period (${figure(first)}).`
  return `Run ${first!.id} is better on the held-out period (${figure(first)}) than run ${second!.id} (${figure(second)}).`
}
