import { implement } from '@orpc/server'
import { packColumns } from '../contract/columns.ts'
import { Fault } from '../contract/errors.ts'
import type { RunSettings } from '../contract/runs.ts'
import { training as contract, type TrainingRequest } from '../contract/training.ts'
import { networkById, networks } from '../../models/nets/index.ts'
import type { NetworkKind } from '../../models/nets/network.ts'
import { runRecords } from '../tracking/runRecords.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'
import { shownRun } from './runs.ts'

const os = implement(contract)

export function trainingService(ports: Pick<CorePorts, 'store' | 'host' | 'clock' | 'about'> & { jobs: JobService }) {
  const { store, host, jobs, clock, about } = ports
  const records = runRecords(store.catalog)

  async function start(request: TrainingRequest, repeats: number | null) {
    const kind = networkById(request.network)
    if (!kind) throw new Fault('bad_input', `There is no network named ${request.network}. Known are: ${networks.map(({ id }) => id).join(', ')}.`, { network: request.network })
    const asset = await store.catalog.assets.get(request.asset)
    const options = { ...defaultsOf(kind), ...givenOf(request.options) }
    if (options.train + options.validation > 0.95) throw new Fault('bad_input', `Training and validation take ${Math.round((options.train + options.validation) * 100)} % of the rows; at least 5 % must be held out.`, { ...options })
    const { version, commit } = about()
    const job = await jobs.start('train', `Train ${kind.title} on ${asset.name}`, {
      begin: {
        request,
        run: {
          asset: asset.id, assetName: asset.name, network: kind.id, title: kind.title, networkVersion: kind.version, seed: request.seed, options, state: 'queued', cause: '', datasetHash: '',
          codeVersion: `${version}+${commit}`, backend: '', epochs: 0, bestEpoch: null, loss: null, validationLoss: null, seconds: 0, createdAt: clock(), endedAt: null, parameters: 0,
          periods: null, metrics: [], beside: [], trivialLosses: [], heldOut: null, artifacts: { manifest: null, model: null }, repeats,
        },
      },
    })
    store.feed.publish('runs')
    return { job: job.id, run: job.id }
  }

  return os.router({
    start: os.start.handler(({ input }) => start(input, null)),
    again: os.again.handler(async ({ input }) => {
      const { request, run } = await records.get(input.run)
      return start({ ...request, options: run.options }, run.id)
    }),
    stop: os.stop.handler(async ({ input }) => {
      const record = await records.get(input.run)
      const job = await jobs.get(record.run.job)
      if (job.state === 'done' || job.state === 'failed' || job.state === 'cancelled') throw new Fault('conflict', `Run ${input.run} has ended: there is nothing to stop.`, { run: input.run, state: job.state })
      await records.askToStop(input.run)
      // A training that does not run now must run once more to choose its best epoch.
      if (job.state === 'paused' || job.state === 'interrupted') await jobs.resume(job.id)
      await jobs.settled(job.id)
      return shownRun(await records.get(input.run), await jobs.get(job.id))
    }),
    networks: os.networks.handler(() => networks.map((kind) => ({ id: kind.id, title: kind.title, about: kind.about, version: kind.version, defaults: defaultsOf(kind) }))),
    scores: os.scores.handler(async ({ input, signal }) => {
      const { threshold, t, score, events } = await host.run('train.score', input, { lane: 'interactive', signal })
      return { threshold, columns: packColumns({ t, score }), events }
    }),
  })
}

/** What was really given: over HTTP a field that was left out arrives as undefined, and would hide its default. */
const givenOf = (options: TrainingRequest['options']): Partial<RunSettings> => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

function defaultsOf({ defaults }: NetworkKind): RunSettings {
  const { window, units, dropout, epochs, batch, learningRate } = defaults
  return { epochs, batch, learningRate, window, units, dropout, alarmsPerWeek: 2, train: 0.6, validation: 0.2, patience: 10 }
}
