import type { Frame } from '../../series/frame.ts'
import { DetectorFault, type ScoreBlock, type Scorer } from '../detector.ts'
import { buildAssetStage, buildChannelStage, stageWords, type Model } from './model.ts'
import { heldMemory, holdScores } from './held.ts'
import { operationMemory, readOperation, running, runsAgain, whileRunning } from './operation.ts'
import { findPauses, pauseMemory, runBetween } from './pauses.ts'
import { alone } from './stage.ts'
import { standardise } from './standardise.ts'
import { tailScore, type Tail } from './tail.ts'

interface Checkpoint {
  readonly channels: readonly (readonly Float64Array[])[]
  readonly asset: readonly Float64Array[]
  readonly operation: Float64Array
  readonly pause: Float64Array
  readonly held: Float64Array
}

/** Scores rows as they come. Memory is bounded by the widest window of the model, whatever the length of the history. */
export function createScorer(model: Model, checkpoint?: Checkpoint): Scorer {
  const channelStages = model.channelStages.map((stages) => stages.map((fitted) => ({ fitted, stage: alone(buildChannelStage(fitted)) })))
  const assetStages = model.assetStages.map((fitted) => ({ fitted, stage: buildAssetStage(fitted) }))
  const channelMemory = checkpoint
    ? checkpoint.channels.map((memories) => memories.map((memory) => memory.slice()))
    : channelStages.map((stages) => stages.map(({ stage }) => new Float64Array(stage.memory)))
  const assetMemory = checkpoint ? checkpoint.asset.map((memory) => memory.slice()) : assetStages.map(({ stage }) => new Float64Array(stage.memory))
  const operationState = checkpoint ? checkpoint.operation.slice() : new Float64Array(operationMemory)
  const pause = checkpoint ? checkpoint.pause.slice() : new Float64Array(pauseMemory)
  const held = checkpoint ? checkpoint.held.slice() : new Float64Array(heldMemory)

  function push(frame: Frame): ScoreBlock {
    if (frame.columns.length !== model.channels.length) {
      throw new DetectorFault('bad_input', `expected ${model.channels.length} columns as in fit, got ${frame.columns.length}`)
    }
    const rows = frame.time.length
    const asset = new Float64Array(rows)
    const stage = new Uint8Array(rows)
    const operating = new Uint8Array(rows)
    const channels: Float64Array[] = frame.columns.map(() => new Float64Array(0))
    const scratch = new Float64Array(rows)
    const take = (raw: Float64Array, tail: Tail, word: (typeof stageWords)[number], own?: Float64Array) => {
      const index = stageWords.indexOf(word)
      for (let i = 0; i < rows; i++) {
        const score = tailScore(raw[i], tail)
        if (own && score > own[i]) own[i] = score
        if (score > asset[i]) {
          asset[i] = score
          stage[i] = index
        }
      }
    }
    const before = operationState[2]
    const states = model.operation ? readOperation(operationState, frame.columns[model.operation.column], model.operation) : undefined
    const pauses = findPauses(pause, frame, model.judged, model.longestGap)
    const starts = states ? [...new Set([...pauses, ...runsAgain(states, before)])].sort((a, b) => a - b) : pauses
    const z = model.judged.map((column, at) => {
      const values = states ? whileRunning(frame.columns[column], states) : frame.columns[column]
      return standardise(values, model.standards[at])
    })
    z.forEach((column, at) => {
      const own = new Float64Array(rows)
      channels[model.judged[at]] = own
      channelStages[at].forEach((entry, s) => {
        runBetween(starts, entry.stage, channelMemory[at][s], [column], scratch)
        take(scratch, entry.fitted.tail, entry.fitted.kind, own)
      })
      for (let i = 0; i < rows; i++) if (!Number.isNaN(column[i])) operating[i] = running
    })
    assetStages.forEach((entry, s) => {
      runBetween(starts, entry.stage, assetMemory[s], z, scratch)
      take(scratch, entry.fitted.tail, entry.fitted.kind)
    })
    for (let i = 0; i < rows; i++) {
      if (states && states[i] !== running) operating[i] = states[i]
      asset[i] = operating[i] === running ? Math.max(0, asset[i] - model.penalty) : 0
    }
    holdScores(held, asset, model.way)
    // A machine that stands still or starts up is not judged: what a stage remembers is not about these rows.
    if (states) for (const own of channels) for (let i = 0; i < own.length; i++) if (states[i] !== running) own[i] = 0
    return { asset, channels, stage, operating }
  }

  return {
    push,
    checkpoint: (): Checkpoint => ({
      channels: channelMemory.map((memories) => memories.map((memory) => memory.slice())),
      asset: assetMemory.map((memory) => memory.slice()),
      operation: operationState.slice(),
      pause: pause.slice(),
      held: held.slice(),
    }),
  }
}
