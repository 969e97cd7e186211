import type { HeldOutCount, Run } from '../../../main/contract/runs.ts'
import { t } from '../../strings.ts'

/**
 * What the panel says first: which is better on the held-out period, the network or the default pipeline. The core says it when a run has
 * ended; until then the figures of the last epoch stand beside those of the default pipeline, and nothing is decided.
 */
export function verdictSentence(run: Pick<Run, 'state' | 'cause' | 'heldOut' | 'beside' | 'metrics' | 'datasetHash'>): string {
  if (run.heldOut) return run.heldOut.better.words
  if (run.state === 'failed' || run.state === 'cancelled') return run.cause
  const pipeline = run.beside.find(({ kind }) => kind === 'detector')
  const last = run.metrics.at(-1)
  if (!last) {
    if (pipeline) return t.training.toBeat(pipeline.title, found(pipeline))
    return run.state === 'queued' ? t.training.waiting : t.training.readingData
  }
  const { epoch, eventsHeldOut } = last
  if (!pipeline) return t.training.onlyNetwork(epoch, found(eventsHeldOut))
  if (eventsHeldOut.known === 0) return t.training.nobodyKnows(epoch, found(eventsHeldOut), pipeline.title, found(pipeline))
  return t.training.notJudged(epoch, found(eventsHeldOut), pipeline.title, found(pipeline))
}

/** Faults and false events where faults are known, else how many events there are. */
export const found = ({ events, known, hits, falseEvents }: HeldOutCount): string => (known === 0 ? t.training.events(events) : t.training.figures(hits, known, falseEvents))
