import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../storage/ports.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { openMirror } from '../mirror.ts'
import { killedAt, trackedRun } from '../testing/trackedRun.ts'
import { openMlflow } from './index.ts'

interface ServerRun {
  info: { run_id: string; status: string; start_time: number; end_time?: number; artifact_uri: string }
  data: { params: { key: string; value: string }[]; tags: { key: string; value: string }[] }
}

describe.each([['2.8', 'TELLTALE_MLFLOW_28'], ['3.17', 'TELLTALE_MLFLOW_317']])('MLflow %s', (_version, variable) => {
  const uri = process.env[variable] ?? ''
  const post = async (path: string, body: unknown) => (await fetch(`${uri}/api/2.0/mlflow${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })).json() as Promise<unknown>
  const get = async (path: string, query: Record<string, string>) => (await fetch(`${uri}/api/2.0/mlflow${path}?${new URLSearchParams(query).toString()}`)).json() as Promise<unknown>

  /** One life of a process: mirrors what there is until all is sent or the process is killed. */
  async function life(store: Store, id: string, fetch = globalThis.fetch) {
    const mirror = openMirror({ store, tracking: openMlflow({ uri, artifacts: store.artifacts, fetch }), maySpeak: () => true, newId: () => id, eager: true, after: () => () => {}, log: () => {} })
    await mirror.settled()
    const status = await mirror.statusOf(1)
    await mirror.close()
    return status
  }

  async function onServer(key: string) {
    const { experiments } = (await post('/experiments/search', { max_results: 1000 })) as { experiments: { experiment_id: string }[] }
    const found = (await post('/runs/search', { experiment_ids: experiments.map((one) => one.experiment_id), filter: `tags.\`telltale.run\` = '${key}'`, max_results: 10 })) as { runs?: ServerRun[] }
    const history = async (run: string, metric: string) => ((await get('/metrics/get-history', { run_id: run, metric_key: metric })) as { metrics?: { step: number; value: number; timestamp: number }[] }).metrics ?? []
    return { runs: found.runs ?? [], history }
  }

  it.skipIf(uri === '')(`holds a run as it was measured; needs a server at ${variable}`, async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const id = randomUUID()
    await trackedRun(store, { epochs: 3, ended: false })
    expect(await life(store, id)).toMatchObject({ state: 'waiting' })
    const { run } = await trackedRun(store, { epochs: 260, ended: true })
    expect(await life(store, id)).toMatchObject({ state: 'sent' })
    const { runs, history } = await onServer(`${id}/1`)
    expect(runs).toHaveLength(1)
    expect(runs[0].info).toMatchObject({ status: 'FINISHED', start_time: run.createdAt, end_time: run.endedAt })
    expect(Object.fromEntries(runs[0].data.params.map(({ key, value }) => [key, value]))).toMatchObject({ seed: '1', dataset_sha256: run.datasetHash, backend: 'wasm', learningRate: '0.001' })
    const loss = await history(runs[0].info.run_id, 'loss')
    expect(loss.map(({ step, value, timestamp }) => [Number(step), value, Number(timestamp)])).toEqual(run.metrics.map(({ epoch, loss: value, at }) => [epoch, value, Math.round(at)]))
    expect(await history(runs[0].info.run_id, 'dense-autoencoder/f1')).toHaveLength(1)
    const { files } = (await get('/artifacts/list', { run_id: runs[0].info.run_id })) as { files: { path: string }[] }
    expect(files.map(({ path }) => path).toSorted()).toEqual(['dataset.json', 'network.json'])
    await store.close()
  })

  it.skipIf(uri === '')(`has neither a double nor a gap after a kill before or after any call; needs a server at ${variable}`, async () => {
    for (const when of ['before', 'after'] as const) {
      for (let call = 1; ; call++) {
        const store = await openSqliteStore({ file: ':memory:' })
        const id = randomUUID()
        await trackedRun(store, { epochs: 150, ended: true })
        const killed = await life(store, id, killedAt(call, when, globalThis.fetch))
        expect(await life(store, id)).toMatchObject({ state: 'sent' })
        const { runs, history } = await onServer(`${id}/1`)
        expect(runs, `killed ${when} call ${call}`).toHaveLength(1)
        const loss = await history(runs[0].info.run_id, 'loss')
        expect(loss.map(({ step }) => Number(step)), `killed ${when} call ${call}`).toEqual(Array.from({ length: 150 }, (_, i) => i + 1))
        expect(await history(runs[0].info.run_id, 'seconds')).toHaveLength(1)
        await store.close()
        if (killed.state === 'sent') break
      }
    }
  }, 300_000)
})
