import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { runRecords, type NewRun } from '../../tracking/runRecords.ts'
import { optionsVariable } from '../channels/childProcess.ts'
import type { FromWorker } from '../port.ts'
import { newRun, trainingPlant } from '../testing/trainingPlant.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-train-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'plant.telltale')

interface Life {
  readonly worker: ChildProcess
  readonly done: Promise<'done' | 'killed'>
}

/** One life of the real worker process that trains a run. `onProgress` may kill it. */
function train(job: number, begin: NewRun, onProgress: (progress: number, worker: ChildProcess) => void = () => {}): Life {
  const worker = fork('main/worker.ts', { env: { ...process.env, [optionsVariable]: JSON.stringify({ file }) }, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const done = new Promise<'done' | 'killed'>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') worker.send({ type: 'run', id: 1, task: 'train.run', input: { job, begin } })
      if (message.type === 'progress') onProgress(message.progress.progress ?? 0, worker)
      if (message.type === 'failed') reject(new Error(message.fault.message))
      if (message.type === 'done') {
        worker.send({ type: 'close' })
        resolve('done')
      }
    })
    worker.on('exit', (_code, signal) => signal === 'SIGKILL' && resolve('killed'))
  })
  return { worker, done }
}

describe('train.run in its own process', () => {
  it.each(['dense-autoencoder', 'lstm-predictor'])('killed again and again with SIGKILL, %s ends with the losses and weights of an unbroken run', async (network) => {
    const store = await openSqliteStore({ file })
    const known = await store.catalog.assets.byName('P-101')
    const asset = known ?? (await trainingPlant(store)).asset
    const begin = newRun(asset, { network, epochs: 4, units: 6, window: 8, dropout: 0.2 })
    const first = network === 'lstm-predictor' ? 11 : 1
    await train(first, begin).done
    // Some time in each epoch: while learning, and about when the checkpoint is written.
    let kills = 0
    for (const at of [0.13, 0.26, 0.5, 0.51, 0.77]) {
      const ended = await train(first + 1, begin, (progress, worker) => progress >= at && worker.kill('SIGKILL')).done
      if (ended === 'killed') kills++
    }
    await train(first + 1, begin).done
    expect(kills).toBeGreaterThanOrEqual(4)
    const records = runRecords(store.catalog)
    const [whole, broken] = [(await records.get(first)).run, (await records.get(first + 1)).run]
    expect(broken.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
    for (const [i, { loss, validationLoss }] of broken.metrics.entries()) {
      expect(Math.abs(loss / whole.metrics[i].loss - 1)).toBeLessThan(1e-6)
      expect(Math.abs(validationLoss / whole.metrics[i].validationLoss - 1)).toBeLessThan(1e-6)
    }
    expect(broken.artifacts.model).toBe(whole.artifacts.model)
    expect(await store.artifacts.list('checkpoint')).toEqual([])
    await store.close()
  })
})
