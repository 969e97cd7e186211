import type { EpochMetrics, HeldOutResult, Run } from '../../../main/contract/runs.ts'
import { t } from '../../strings.ts'
import type { Curve, Level, Plot } from './curve.ts'

export interface Looks {
  readonly log: boolean
  readonly smooth: boolean
}

const lossCurve = (run: Pick<Run, 'id' | 'metrics' | 'bestEpoch'>, of: (epoch: EpochMetrics) => number, rest: Pick<Curve, 'label' | 'colour' | 'smooth'> & Partial<Curve>): Curve => ({
  key: `${run.id} ${rest.label}`,
  points: run.metrics.map((epoch) => ({ epoch: epoch.epoch, value: of(epoch) })),
  ...rest,
})

/** One run: its two losses over those of something trivial, and below them what it finds on the held-out period over what the others find. */
export function plotsOf(run: Pick<Run, 'id' | 'metrics' | 'bestEpoch' | 'beside' | 'trivialLosses'>, { log, smooth }: Looks): Plot[] {
  const known = run.metrics.at(-1)?.eventsHeldOut.known ?? run.beside[0]?.known ?? 0
  return [
    {
      id: 'loss',
      title: t.training.loss,
      about: t.training.lossAbout,
      scale: log ? 'log' : 'linear',
      weight: 1.7,
      curves: [
        lossCurve(run, ({ loss }) => loss, { label: t.training.trainLoss, colour: 1, smooth }),
        lossCurve(run, ({ validationLoss }) => validationLoss, { label: t.training.validationLoss, colour: 0, smooth, best: run.bestEpoch }),
      ],
      levels: run.trivialLosses.map(({ title, loss }) => ({ value: loss, label: title, strong: false })),
    },
    {
      id: 'events',
      title: t.training.foundPerEpoch,
      about: known > 0 ? t.training.known(known) : '',
      scale: 'linear',
      weight: 1,
      curves: [],
      bars: run.metrics.map(({ epoch, eventsHeldOut: { hits, falseEvents, events, known: faults } }) => ({ epoch, parts: faults > 0 ? [hits, falseEvents] : [0, events] })),
      levels: run.beside.map(levelOf),
    },
  ]
}

/** What stands beside the network, as a line over the epochs; the default pipeline is the one to beat. */
const levelOf = ({ title, kind, events, hits, known, falseEvents }: HeldOutResult): Level => ({
  value: known > 0 ? hits + falseEvents : events,
  label: known > 0 ? t.training.level(title, hits, known, falseEvents) : t.training.levelUnknown(title, events),
  strong: kind === 'detector',
})

/** Several runs over one another: validation loss, and events on the held-out period. A run keeps its colour in both. */
export function comparedPlots(runs: readonly Pick<Run, 'id' | 'metrics' | 'bestEpoch' | 'beside'>[], { log, smooth }: Looks): Plot[] {
  const curves = (of: (epoch: EpochMetrics) => number, smoothing: boolean, best: boolean) =>
    runs.map((run, place) => lossCurve(run, of, { label: t.training.run(run.id), colour: place, dashed: place > 6, smooth: smoothing, ...(best && { best: run.bestEpoch }) }))
  const pipeline = runs.flatMap(({ beside }) => beside.filter(({ kind }) => kind === 'detector'))
  const distinct = pipeline.filter((one, at) => pipeline.findIndex((other) => other.events === one.events && other.known === one.known) === at)
  return [
    { id: 'loss', title: t.training.validationTitle, about: t.training.lossAbout, scale: log ? 'log' : 'linear', weight: 1.7, curves: curves(({ validationLoss }) => validationLoss, smooth, true), levels: [] },
    {
      id: 'events',
      title: t.training.foundPerEpoch,
      about: '',
      scale: 'linear',
      weight: 1,
      curves: curves(({ eventsHeldOut: { hits, falseEvents, events, known } }) => (known > 0 ? hits + falseEvents : events), false, false),
      levels: distinct.map(levelOf),
    },
  ]
}
