import type { Run } from '../contract/runs.ts'
import { Fault } from '../contract/errors.ts'
import { finishJob } from './runJob.ts'
import { assetNamed } from './shapes.ts'
import { exit, iso, UsageError, type Arguments, type Verb } from './verb.ts'

export const trainVerb: Verb = {
  name: 'train',
  usage: 'train --asset NAME [--network ID] [--epochs N] [--seed N] [--window ROWS] [--labels TAG] [--exclude-tag NAME]… [--train-share S] [--validation-share S] [--alarms-per-week N] | train --resume',
  about: 'Train a network on an asset and set it beside baselines on a held-out period. Ctrl-C pauses; --resume goes on to the same result.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    network: { type: 'string', value: 'ID', about: 'dense-autoencoder (default) or lstm-predictor' },
    epochs: { type: 'string', value: 'N', about: 'passes over the training windows' },
    window: { type: 'string', value: 'ROWS', about: 'rows that the network looks at (default: the network\'s own)' },
    seed: { type: 'string', value: 'N', about: 'decides weights and order (default 1)' },
    'exclude-tag': { type: 'string', multiple: true, value: 'NAME', about: 'a tag the network may not see (repeatable)' },
    labels: { type: 'string', value: 'TAG', about: 'a tag that is not 0 while a fault is known' },
    'train-share': { type: 'string', value: 'S', about: 'share of the rows to learn from, in time order (default 0.6)' },
    'validation-share': { type: 'string', value: 'S', about: 'share behind them to validate on (default 0.2); the rest is held out' },
    'alarms-per-week': { type: 'string', value: 'N', about: 'false alarms a week that the threshold allows (default 2)' },
    resume: { type: 'boolean', about: 'go on with the newest training that was paused or killed' },
  },
  async run(session, args) {
    const { client, out } = session
    const job = args.flag('resume') ? await resumeNewest() : await begin()
    await finishJob(session, job)
    const run = await client.runs.get({ id: job })
    out.result({ ...runShape(run), ...heldOutShape(run), artifacts: run.artifacts, cause: run.cause }, () => words(run))
    return exit.done

    async function begin(): Promise<number> {
      const asset = await assetNamed(session, args.need('asset'))
      const network = args.text('network')
      const epochs = whole(args, 'epochs', 1, 1000)
      const window = whole(args, 'window', 2, 1000)
      const seed = whole(args, 'seed', 0, 2 ** 31 - 1)
      const train = args.number('train-share', { min: 0.1, max: 0.9 })
      const validation = args.number('validation-share', { min: 0.05, max: 0.5 })
      const alarmsPerWeek = args.number('alarms-per-week', { min: 1e-6, max: 10_000 })
      const options = { ...(epochs !== undefined && { epochs }), ...(window !== undefined && { window }), ...(train !== undefined && { train }), ...(validation !== undefined && { validation }), ...(alarmsPerWeek !== undefined && { alarmsPerWeek }) }
      const tags = await client.assets.tags({ id: asset.id })
      const tagNamed = (name: string) => {
        const tag = tags.find((one) => one.name === name)
        if (!tag) throw new Fault('not_found', `${asset.name} has no tag named ${name}. It has: ${tags.map((one) => one.name).join(', ')}.`, { asset: asset.name, tag: name })
        return tag.id
      }
      const excludeTags = args.texts('exclude-tag').map(tagNamed)
      const labels = args.text('labels')
      const { job: id } = await client.training.start({
        asset: asset.id, excludeTags, options, ...(labels !== undefined && { labelTag: tagNamed(labels) }), ...(network !== undefined && { network }), ...(seed !== undefined && { seed }),
      })
      return id
    }

    async function resumeNewest(): Promise<number> {
      const stopped = (await client.jobs.list()).find(({ kind, state }) => kind === 'train' && (state === 'interrupted' || state === 'paused'))
      if (!stopped) throw new Fault('not_found', 'There is no paused or interrupted training to go on with.')
      return (await client.jobs.resume({ id: stopped.id })).id
    }
  },
}

export const runsVerb: Verb = {
  name: 'runs',
  usage: 'runs [--asset NAME]',
  about: 'List training runs, newest first.',
  options: { asset: { type: 'string', value: 'NAME', about: 'only runs on this asset' } },
  async run(session, args) {
    const name = args.text('asset')
    const runs = await session.client.runs.list(name === undefined ? {} : { asset: (await assetNamed(session, name)).id })
    session.out.result(runs.map(runShape), () => runs.map(line).join('\n') || 'Nothing was trained yet.')
    return exit.done
  },
}

export const compareVerb: Verb = {
  name: 'compare',
  usage: 'compare ID ID…',
  about: 'Set training runs side by side: what differs, and which is better on the held-out period.',
  options: {},
  async run(session, args) {
    const ids = args.positionals.map(Number)
    if (ids.length < 2 || ids.some((id) => !Number.isInteger(id) || id < 1)) throw new UsageError('name at least two runs by their numbers')
    const { runs, differences, sameData, words: verdict } = await session.client.runs.compare({ ids })
    session.out.result({ words: verdict, sameData, differences, runs: runs.map((run) => ({ ...runShape(run), ...heldOutShape(run) })) }, () =>
      [verdict, ...differences.map(({ field, values }) => `  ${field}: ${values.join(' | ')}`), ...runs.map(line)].join('\n'),
    )
    return exit.done
  },
}

/** Documented in docs/cli.md; stable. */
function runShape({ id, assetName, network, seed, datasetHash, codeVersion, backend, epochs, loss, validationLoss, seconds, state }: Run) {
  return { id, asset: assetName, network, seed, datasetHash, codeVersion, backend, epochs, loss, validationLoss, seconds, state }
}

function heldOutShape({ heldOut }: Run) {
  return { heldOut: heldOut && { better: heldOut.better.id, words: heldOut.better.words, from: iso(heldOut.from), to: iso(heldOut.to), results: heldOut.results } }
}

const loss = (value: number | null) => (value === null ? '-' : value.toPrecision(4))

function line(run: Run): string {
  return `${String(run.id).padStart(5)}  ${run.state.padEnd(11)}  ${run.network.padEnd(18)} seed ${run.seed}  ${run.epochs} epochs  loss ${loss(run.loss)}  validation ${loss(run.validationLoss)}  ${run.seconds.toFixed(1)} s  ${run.assetName}`
}

function words(run: Run): string {
  return [
    run.heldOut?.better.words ?? '', line(run), `  ${run.cause} Trained with ${run.backend}.`,
    ...(run.heldOut?.results.map(({ title, events, hits, known, falseEvents, falseAlarmRate }) => `  ${title}: ${events} ${events === 1 ? 'event' : 'events'}, ${hits} of ${known} known ${known === 1 ? 'fault' : 'faults'}, ${falseEvents} false${falseAlarmRate === null ? '' : `, alarm on ${(falseAlarmRate * 100).toFixed(0)} % of the normal rows`}`) ?? []),
  ].join('\n')
}

function whole(args: Arguments, name: string, min: number, max: number): number | undefined {
  const value = args.number(name, { min, max })
  if (value !== undefined && !Number.isInteger(value)) throw new UsageError(`--${name}: whole numbers only`)
  return value
}
