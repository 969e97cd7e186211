import { describe, expect, it, vi } from 'vitest'
import { trainRun } from '../compute/tasks/trainRun.ts'
import { trainScore } from '../compute/tasks/trainScore.ts'
import { trainingPlant } from '../compute/testing/trainingPlant.ts'
import { unpackColumns } from '../contract/columns.ts'
import type { TrainingSnapshot } from '../contract/training.ts'
import { testCore } from './testing/core.ts'

const small = { epochs: 3, window: 10, units: 8, learningRate: 5e-3 }

async function plant() {
  const { core, client, store, time } = await testCore({ tasks: { 'train.run': trainRun, 'train.score': trainScore } })
  const { asset, times } = await trainingPlant(store)
  return { core, client, store, time, asset, times }
}

/** Resolves at the first report of this job that has so many epochs behind it. */
function epochs(core: Awaited<ReturnType<typeof testCore>>['core'], job: number, wanted: number): Promise<TrainingSnapshot> {
  return new Promise((resolve) => {
    const off = core.jobs.onChange(({ id, snapshot }) => {
      const seen = snapshot as TrainingSnapshot | undefined // what train.run reports
      if (id !== job || !seen || seen.epoch < wanted) return
      off()
      resolve(seen)
    })
  })
}

/** Trainings and detections that stand until the test lets one of them end, in the order in which they began. */
function standing() {
  const began: string[] = []
  const ends = new Map<string, () => void>()
  const stand = async (name: string, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    ends.set(name, resolve)
    signal.addEventListener('abort', () => reject(signal.reason as Error))
    began.push(name)
    await promise
  }
  return {
    began,
    end: (name: string) => ends.get(name)?.(),
    tasks: {
      'train.run': async (_context: unknown, { job }: { job: number }, { signal }: { signal: AbortSignal }) => {
        await stand(`train ${job}`, signal)
        return { run: job }
      },
      'detect.run': async (_context: unknown, { job }: { job: number }, { signal }: { signal: AbortSignal }) => {
        await stand(`detect ${job}`, signal)
        return { detection: 0, events: 0 }
      },
    },
  }
}

describe('a training beside other jobs', () => {
  async function queue(cores: number) {
    const { began, end, tasks } = standing()
    const made = await testCore({ tasks, cores })
    const { asset } = await trainingPlant(made.store)
    return {
      ...made, began, end,
      train: async () => (await made.client.training.start({ asset: asset.id, options: small })).job,
      detect: async () => (await made.client.detections.start({ asset: asset.id })).job,
    }
  }

  it('lets what waits go first, says so, and begins when nothing does', async () => {
    const { core, client, began, end, train, detect } = await queue(2)
    await detect()
    const job = await train()
    await detect()
    expect(began).toEqual(['detect 1'])
    expect((await client.jobs.get({ id: job })).doing).toBe('Waiting for a free worker; imports and detections go first.')
    end('detect 1')
    await vi.waitFor(() => expect(began).toEqual(['detect 1', 'detect 3']))
    end('detect 3')
    await vi.waitFor(() => expect(began).toEqual(['detect 1', 'detect 3', 'train 2']))
    await core.close()
  })

  it('lets one that comes later run beside it where one job runs at a time, and not two', async () => {
    const { core, client, began, end, train, detect } = await queue(2)
    await train()
    await detect()
    await detect()
    const second = await train()
    await vi.waitFor(() => expect(began).toEqual(['train 1', 'detect 2']))
    end('train 1')
    await vi.waitFor(async () => expect((await client.jobs.list()).find(({ id }) => id === 1)?.state).toBe('done'))
    expect(began).toEqual(['train 1', 'detect 2'])
    end('detect 2')
    await vi.waitFor(() => expect(began).toEqual(['train 1', 'detect 2', 'detect 3']))
    end('detect 3')
    await vi.waitFor(() => expect(began.at(-1)).toBe(`train ${second}`))
    await core.close()
  })

  it('leaves a worker to whoever comes later, where there is more than one', async () => {
    const { core, began, end, train, detect } = await queue(3)
    await train()
    await train()
    await detect()
    await vi.waitFor(() => expect(began).toEqual(['train 1', 'detect 3']))
    end('train 1')
    await vi.waitFor(() => expect(began).toEqual(['train 1', 'detect 3', 'train 2']))
    await core.close()
  })
})

describe('the network of a run as a detector', () => {
  it('is refused at once where its run has none yet, is of another asset, or where a reference is asked for beside it; a run that was stopped keeps its best', async () => {
    const { core, client, store, asset } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: { ...small, epochs: 500 } })
    await epochs(core, job, 1)
    await expect(client.detections.start({ asset: asset.id, run })).rejects.toMatchObject({ code: 'conflict', message: `Run ${run} is still being trained. Detect with it when it is done.` })
    await client.training.stop({ run })
    const other = await store.catalog.assets.ensure({ name: 'P-102' })
    await expect(client.detections.start({ asset: other.id, run })).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('trained on P-101') as string })
    await expect(client.detections.start({ asset: asset.id, run, reference: { rows: 400 } })).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('no reference to choose') as string })
    await expect(client.detections.start({ asset: asset.id, run: 99 })).rejects.toMatchObject({ code: 'not_found' })
    expect((await client.jobs.list()).filter(({ kind }) => kind === 'detect')).toEqual([])
    expect(await client.detections.start({ asset: asset.id, run })).toMatchObject({ job: expect.any(Number) as number })
    await core.close()
  })

  it('is a job that names its run', async () => {
    const { core, client, asset } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: small })
    await core.jobs.settled(job)
    const detecting = await client.detections.start({ asset: asset.id, run })
    expect(await client.jobs.get({ id: detecting.job })).toMatchObject({ kind: 'detect', title: `Detect on P-101 with run ${run}` })
    await core.close()
  })
})

describe('training', () => {
  it('trains as a job whose snapshots are full pictures, and keeps a run that can be scored', async () => {
    const { core, client, asset, times } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: small })
    const seen = await epochs(core, job, 2)
    expect(seen).toMatchObject({ run, epochs: 3, learningRate: 5e-3 })
    expect(seen.metrics.map(({ epoch }) => epoch)).toEqual([1, 2])
    await core.jobs.settled(job)
    expect(await client.runs.list({})).toMatchObject([{ id: run, state: 'done', epochs: 3, assetName: 'P-101', mirror: { state: 'off' } }])
    const { columns, threshold } = await client.training.scores({ run, from: times[100], to: times[300] })
    expect((await unpackColumns(columns))['score']).toHaveLength(200)
    expect(threshold).toBeGreaterThan(0)
    const whole = await client.training.scores({ run })
    expect((await unpackColumns(whole.columns))['t']).toHaveLength(times.length)
    expect(whole.events.every(({ score, start, peak, end }) => score > whole.threshold && start <= peak && peak <= end)).toBe(true)
    await core.close()
  })

  it('pauses at a checkpoint and goes on; stops and keeps the best epoch, also out of a pause', async () => {
    const { core, client, asset } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: { ...small, epochs: 500 } })
    await epochs(core, job, 1)
    await client.jobs.pause({ id: job })
    const paused = await client.runs.get({ id: run })
    expect(paused.state).toBe('paused')
    const stopped = await client.training.stop({ run })
    expect(stopped.state).toBe('stopped')
    expect(stopped.artifacts.model).not.toBeNull()
    await expect(client.training.stop({ run })).rejects.toMatchObject({ code: 'conflict' })
    await core.close()
  })

  it('keeps the default of a setting that arrives as undefined, as over HTTP', async () => {
    const { core, client, asset } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: { ...small, batch: undefined } })
    await client.jobs.cancel({ id: job })
    expect((await client.runs.get({ id: run })).options).toMatchObject({ ...small, batch: 64, patience: 10 })
    await core.close()
  })

  it('shows a cancelled run as cancelled', async () => {
    const { core, client, asset } = await plant()
    const { job, run } = await client.training.start({ asset: asset.id, options: { ...small, epochs: 500 } })
    await epochs(core, job, 1)
    await client.jobs.cancel({ id: job })
    expect(await client.runs.get({ id: run })).toMatchObject({ state: 'cancelled', artifacts: { model: null } })
    await core.close()
  })

  it('runs again to the same losses, and compares what differs', async () => {
    const { core, client, asset } = await plant()
    const first = await client.training.start({ asset: asset.id, options: small })
    await core.jobs.settled(first.job)
    const again = await client.training.again({ run: first.run })
    await core.jobs.settled(again.job)
    const other = await client.training.start({ asset: asset.id, options: small, seed: 2 })
    await core.jobs.settled(other.job)
    const [a, b] = [await client.runs.get({ id: first.run }), await client.runs.get({ id: again.run })]
    expect(b.repeats).toBe(a.id)
    expect(b.metrics.map(({ loss }) => loss)).toEqual(a.metrics.map(({ loss }) => loss))
    const { differences, sameData, words } = await client.runs.compare({ ids: [a.id, other.run] })
    expect(differences).toEqual([{ field: 'seed', values: ['1', '2'] }])
    expect(sameData).toBe(true)
    expect(words).toMatch(/better|equally/)
    await core.close()
  })

  it('fails with a plain cause when the period holds too little', async () => {
    const { core, client, asset } = await plant()
    const { job } = await client.training.start({ asset: asset.id, options: small, period: { from: 0, to: 1 } })
    expect(await core.jobs.settled(job)).toMatchObject({ state: 'failed', error: { code: 'not_enough_history' } })
    await core.close()
  })

  it('refuses an unknown network and a split that holds nothing out', async () => {
    const { core, client, asset } = await plant()
    await expect(client.training.start({ asset: asset.id, network: 'oracle' })).rejects.toMatchObject({ code: 'bad_input' })
    await expect(client.training.start({ asset: asset.id, options: { train: 0.6, validation: 0.4 } })).rejects.toMatchObject({ code: 'bad_input' })
    await core.close()
  })
})
