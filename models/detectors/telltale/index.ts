import type { Detector, DetectorState, FitOptions, FittedDetector } from '../detector.ts'
import type { Channel, Frame } from '../../series/frame.ts'
import { DetectorFault } from '../detector.ts'
import { expectationOf, explainEvent } from './explain.ts'
import { plainMemory, runHere, type Allocate, type Steps } from '../steps.ts'
import { fitSteps } from './fit.ts'
import { thresholdWithin } from './limits.ts'
import type { Model } from './model.ts'
import { createScorer } from './scorer.ts'

const id = 'telltale'
const version = 9

/** The default pipeline: level, spread, shape and relation stages on one scale of tail probability. */
export const telltale: Detector = {
  id,
  version,
  title: 'Telltale',
  about: 'Level, spread, shape and mutual relation of the channels against the reference, each as a tail probability (EWMA charts, window PCA, Mahalanobis; peaks over threshold).',
  fit: (frame, channels, options) => runHere(fittedInSteps(frame, channels, options, plainMemory)),
  fitSteps: fittedInSteps,
  restore(state) {
    if (state.detector !== id || state.version !== version) {
      throw new DetectorFault('bad_input', `this state was made by ${state.detector} ${state.version}, not by ${id} ${version}: detect again`)
    }
    // Our own state, checked by name and version above.
    return fitted(state.data as Model)
  },
}

function* fittedInSteps(frame: Frame, channels: readonly Channel[], options: FitOptions, allocate: Allocate): Steps<FittedDetector> {
  return fitted(yield* fitSteps(frame, channels, options, allocate))
}

function fitted(model: Model): FittedDetector {
  const state: DetectorState = { detector: id, version, channels: model.channels, data: model }
  return {
    state,
    interval: model.interval,
    lookahead: 0,
    // A checkpoint is opaque to its keeper; it comes from a scorer of the same state.
    scorer: (checkpoint) => createScorer(model, checkpoint as Parameters<typeof createScorer>[1]),
    thresholdFor: (alarmsPerWeek) => thresholdWithin(model.limits, alarmsPerWeek),
    expectation: (frame, channel) => expectationOf(model, frame, channel),
    explain: (frame, event) => explainEvent(model, frame, event),
  }
}
