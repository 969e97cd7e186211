import type { RunState } from '../../contract/runs.ts'
import { Fault } from '../../contract/errors.ts'
import type { Artifacts } from '../../storage/ports.ts'
import type { MirroredRun, Sent, Tracking } from '../port.ts'
import { mlflowClient, type MlflowClient } from './client.ts'
import { finalMetrics, metricsOf, paramsOf, type Metric } from './entries.ts'

/** MLflow takes at most this many entries at a time. */
const mostEntries = 1000
const keyTag = 'telltale.run'

const ended: ReadonlySet<RunState> = new Set(['done', 'stopped', 'cancelled', 'failed'])
const statusOf = (state: RunState) => (state === 'done' || state === 'stopped' ? 'FINISHED' : state === 'failed' ? 'FAILED' : state === 'cancelled' ? 'KILLED' : 'RUNNING')

/**
 * Mirrors runs to an MLflow server (2.8 to 3.17). Idempotent: a run is found again by its tag before it is created, and every metric keeps the
 * time at which it was measured, which makes MLflow store it once however often it is sent.
 */
export function openMlflow({ uri, artifacts, fetch = globalThis.fetch }: { uri: string; artifacts: Pick<Artifacts, 'read'>; fetch?: typeof globalThis.fetch }): Tracking {
  const closing = new AbortController()
  const client = mlflowClient(uri, fetch, closing.signal)
  return {
    server: client.server,
    urlOf: ({ experiment, run }) => `${client.server}/#/experiments/${experiment}/runs/${run}`,
    close: () => closing.abort(),
    async send({ run, key }, before, keep) {
      let sent = before?.server === client.server && (await exists(client, before)) ? before : await find(client, run, key)
      await keep(sent)
      const remember = async (change: Partial<Sent>) => {
        sent = { ...sent, ...change }
        await keep(sent)
      }
      if (sent.epochs === 0 && run.datasetHash !== '') await client.post('/runs/log-batch', { run_id: sent.run, params: paramsOf(run) })
      const fresh = run.metrics.slice(sent.epochs)
      // Whole epochs only, so that what was sent can be told by a number.
      const atOnce = Math.max(1, Math.floor(mostEntries / metricsOf(fresh.slice(0, 1)).length || 1))
      for (let from = 0; from < fresh.length; from += atOnce) {
        const part = fresh.slice(from, from + atOnce)
        await logMetrics(client, sent.run, metricsOf(part))
        await remember({ epochs: part.at(-1)!.epoch })
      }
      if (ended.has(run.state)) await sendEnd(client, artifacts, run, sent)
      else if (sent.state !== run.state) await client.post('/runs/update', { run_id: sent.run, status: statusOf(run.state) })
      await remember({ state: run.state, complete: ended.has(run.state) })
      return sent
    },
  }
}

async function sendEnd(client: MlflowClient, artifacts: Pick<Artifacts, 'read'>, run: MirroredRun['run'], sent: Sent): Promise<void> {
  await logMetrics(client, sent.run, finalMetrics(run))
  const words = [run.heldOut?.better.words, run.cause].filter(Boolean).join(' ')
  await client.post('/runs/set-tag', { run_id: sent.run, key: 'mlflow.note.content', value: words.slice(0, 5000) })
  const { run: info } = (await client.get('/runs/get', { run_id: sent.run })).body as { run: { info: { artifact_uri: string } } } // MLflow's documented answer
  const folder = /^mlflow-artifacts:\/*(?:[^/]*:\d+\/)?(.+)$/.exec(info.info.artifact_uri)?.[1]
  if (folder !== undefined) {
    for (const [name, id] of [['dataset.json', run.artifacts.manifest], ['network.json', run.artifacts.model]] as const)
      if (id !== null) await client.put(`${folder}/${name}`, await artifacts.read(id))
  }
  await client.post('/runs/update', { run_id: sent.run, status: statusOf(run.state), end_time: Math.round(run.endedAt ?? run.createdAt) })
}

async function logMetrics(client: MlflowClient, run: string, metrics: readonly Metric[]): Promise<void> {
  for (let from = 0; from < metrics.length; from += mostEntries) await client.post('/runs/log-batch', { run_id: run, metrics: metrics.slice(from, from + mostEntries) })
}

/** A run that was deleted for good on the server is sent again. */
async function exists(client: MlflowClient, { run }: Sent): Promise<boolean> {
  return (await client.get('/runs/get', { run_id: run })).error === null
}

/** The run of this key on the server, created when there is none. Two mirrors that created it at once agree on the older one. */
async function find(client: MlflowClient, run: MirroredRun['run'], key: string): Promise<Sent> {
  const experiment = await experimentOf(client, `telltale/${run.assetName}`)
  let found = await search(client, experiment, key)
  if (found.length === 0) {
    await client.post('/runs/create', {
      experiment_id: experiment, start_time: Math.round(run.createdAt), run_name: `${run.network} seed ${run.seed} (run ${run.id})`, user_id: 'telltale',
      tags: [{ key: keyTag, value: key }, { key: 'mlflow.source.name', value: 'telltale' }, { key: 'mlflow.source.git.commit', value: run.codeVersion.split('+')[1] ?? '' }],
    })
    found = await search(client, experiment, key)
  }
  const [kept, ...doubled] = found
  if (kept === undefined) throw new Fault('not_supported', `The tracking server ${client.server} does not find a run that it has just created.`, { server: client.server, run: run.id })
  for (const other of doubled) await client.post('/runs/delete', { run_id: other })
  return { server: client.server, experiment, run: kept, epochs: 0, state: null, complete: false }
}

async function search(client: MlflowClient, experiment: string, key: string): Promise<string[]> {
  const { body } = await client.post('/runs/search', { experiment_ids: [experiment], filter: `tags.\`${keyTag}\` = '${key}'`, max_results: 10, run_view_type: 'ACTIVE_ONLY' })
  const runs = (body['runs'] ?? []) as { info: { run_id: string } }[] // MLflow's documented answer
  return runs.map(({ info }) => info.run_id).toSorted()
}

async function experimentOf(client: MlflowClient, name: string): Promise<string> {
  const known = await client.get('/experiments/get-by-name', { experiment_name: name })
  if (known.error === null) {
    const { experiment_id: id, lifecycle_stage: stage } = known.body['experiment'] as { experiment_id: string; lifecycle_stage: string } // as above
    if (stage === 'deleted') await client.post('/experiments/restore', { experiment_id: id })
    return id
  }
  const made = await client.post('/experiments/create', { name })
  // Another process was faster.
  if (made.error === 'RESOURCE_ALREADY_EXISTS') return experimentOf(client, name)
  return String(made.body['experiment_id'])
}

