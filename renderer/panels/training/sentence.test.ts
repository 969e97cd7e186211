import { describe, expect, it } from 'vitest'
import { doneRun, epochOf, runOf } from '../../testing/fakeTraining.ts'
import { bestOf } from './HeldOut.tsx'
import { likelyLabel, likelyNoInput } from './labelTags.ts'
import { liveRun, liveRuns } from './liveRun.ts'
import { verdictSentence } from './sentence.ts'

describe('verdictSentence', () => {
  it('is what the core measured once a run has ended', () => {
    expect(verdictSentence(doneRun(3))).toBe('The network of run 3 is better on the held-out period.')
  })

  it('never decides where no fault is known', () => {
    const unknown = { events: 4, known: 0, hits: 0, falseEvents: 4 }
    const run = runOf(1, { metrics: [{ ...epochOf(1), eventsHeldOut: unknown }], beside: [{ ...runOf(1).beside[0]!, ...unknown, events: 1 }] })
    expect(verdictSentence(run)).toBe('No fault is known in the held-out period, so nobody can say which is better there. After epoch 1 the network finds 4 events; Telltale finds 1 event.')
  })

  it('says how a run ended that has nothing to judge', () => {
    expect(verdictSentence(runOf(1, { state: 'failed', cause: 'The training diverged.' }))).toBe('The training diverged.')
  })
})

describe('bestOf', () => {
  const one = (f1: number | null, falseAlarmRate: number) => ({ f1, falseAlarmRate })

  it('prefers the better F1, then fewer false alarms, and nobody who alarms on most normal rows', () => {
    expect(bestOf([one(0.5, 0.1), one(0.8, 0.3), one(0.8, 0.2)])).toEqual(one(0.8, 0.2))
    expect(bestOf([one(1, 0.9), one(0.4, 0.1)])).toEqual(one(0.4, 0.1))
    expect(bestOf([one(null, 0), one(0, 0)])).toBeNull()
  })
})

describe('liveRun', () => {
  const snapshot = { run: 1, epoch: 2, epochs: 4, loss: 0.5, validationLoss: 0.6, rate: 1, eta: 500, memory: 1, learningRate: 1e-3, eventsHeldOut: null, bestEpoch: 2, backend: 'wasm', metrics: [epochOf(1), epochOf(2)] }
  const job = { id: 1, kind: 'train' as const, title: '', state: 'running' as const, seq: 1, progress: 0.5, doing: 'Epoch 3 of 4.', eta: 500, createdAt: 0, startedAt: 0, endedAt: null, resumable: true, error: null, result: null, snapshot }

  it('lays a newer snapshot over the record, and never an older one', () => {
    expect(liveRun(runOf(1, { epochs: 1, metrics: [epochOf(1)] }), job)).toMatchObject({ epochs: 2, bestEpoch: 2, left: 500, metrics: snapshot.metrics })
    const further = [1, 2, 3].map((epoch) => epochOf(epoch))
    expect(liveRun(runOf(1, { epochs: 3, metrics: further }), job)).toMatchObject({ epochs: 3, metrics: further, left: null })
  })

  it('keeps the record of a run that has ended', () => {
    expect(liveRun(doneRun(1), { ...job, state: 'done' })).toMatchObject({ state: 'done', epochs: 4, left: null })
  })

  it('counts the queue in the order in which it was made', () => {
    const waiting = [2, 3, 4].map((id) => ({ ...job, id, state: 'queued' as const }))
    const live = liveRuns([runOf(4), runOf(3), runOf(2), runOf(1)], new Map([job, ...waiting].map((one) => [one.id, one])))
    expect(live.map(({ id, ahead }) => [id, ahead])).toEqual([[4, 2], [3, 1], [2, 0], [1, 0]])
  })
})

describe('guesses about label tags', () => {
  const tag = (id: number, name: string, kind: 'analogue' | 'binary') => ({ id, name, kind })
  const skab = [tag(1, 'Pressure', 'analogue'), tag(2, 'anomaly', 'binary'), tag(3, 'changepoint', 'binary')]

  it('finds the labels of SKAB, and takes no measured tag for one', () => {
    expect(likelyLabel(skab)?.id).toBe(2)
    expect(likelyNoInput(skab).map(({ id }) => id)).toEqual([2, 3])
    expect(likelyLabel([tag(1, 'Fault current', 'analogue')])).toBeUndefined()
    expect(likelyNoInput([tag(1, 'Pump on', 'binary')])).toEqual([])
  })
})
