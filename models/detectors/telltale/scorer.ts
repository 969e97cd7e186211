import type { Frame } from '../../series/frame.ts'
import { DetectorFault, type ScoreBlock, type Scorer } from '../detector.ts'
import { pieces, plainMemory, runHere, sideBySide, type Allocate, type Steps } from '../steps.ts'
import { heldMemory, holdScores } from './held.ts'
import { scoreChannel, scoreRelation } from './look.ts'
import { buildAssetStage, buildChannelStage, columnsOf, type Model } from './model.ts'
import { operationMemory, readOperation, running, runsAgain, whileRunning } from './operation.ts'
import { findPauses, pauseMemory } from './pauses.ts'
import { standardise } from './standardise.ts'

interface Checkpoint {
  readonly channels: readonly (readonly Float64Array[])[]
  readonly asset: readonly Float64Array[]
  readonly operation: Float64Array
  readonly pause: Float64Array
  readonly held: Float64Array
}

/** Scores rows as they come. Memory is bounded by the widest window of the model, whatever the length of the history. */
export function createScorer(model: Model, checkpoint?: Checkpoint): Required<Scorer> {
  let channelMemory: Checkpoint['channels'] = checkpoint ? copies(checkpoint.channels) : model.channelStages.map((stages) => stages.map((fitted) => new Float64Array(buildChannelStage(fitted).memory)))
  let assetMemory: Checkpoint['asset'] = checkpoint ? checkpoint.asset.map((memory) => memory.slice()) : model.assetStages.map((fitted) => new Float64Array(buildAssetStage(fitted).memory))
  const operationState = checkpoint ? checkpoint.operation.slice() : new Float64Array(operationMemory)
  const pause = checkpoint ? checkpoint.pause.slice() : new Float64Array(pauseMemory)
  const held = checkpoint ? checkpoint.held.slice() : new Float64Array(heldMemory)

  function* pushSteps(frame: Frame, allocate: Allocate): Steps<ScoreBlock> {
    if (frame.columns.length !== model.channels.length) {
      throw new DetectorFault('bad_input', `expected ${model.channels.length} columns as in fit, got ${frame.columns.length}`)
    }
    const rows = frame.time.length
    const asset = new Float64Array(rows)
    const stage = new Uint8Array(rows)
    const operating = new Uint8Array(rows)
    const channels: Float64Array[] = frame.columns.map(() => new Float64Array(0))
    const before = operationState[2]
    const states = model.operation ? readOperation(operationState, frame.columns[model.operation.column], model.operation) : undefined
    const pauses = findPauses(pause, frame, model.judged, model.longestGap)
    const starts = states ? [...new Set([...pauses, ...runsAgain(states, before)])].sort((a, b) => a - b) : pauses
    const z = model.judged.map((column, at) => {
      const values = states ? whileRunning(frame.columns[column], states) : frame.columns[column]
      return standardise(values, model.standards[at], allocate(rows))
    })
    const relations = pieces(scoreRelation, model.assetStages.map((fitted, s) => ({ stages: [fitted], memories: [assetMemory[s]], z: columnsOf(fitted.members, z), starts })))
    const own = pieces(scoreChannel, z.map((column, at) => ({ stages: model.channelStages[at], memories: channelMemory[at], z: column, starts })))
    const [together, alone] = yield* sideBySide(relations, own)
    channelMemory = alone.map(({ memories }) => memories)
    assetMemory = together.map(({ memories }) => memories[0])
    alone.forEach(({ score }, at) => (channels[model.judged[at]] = score))
    for (const column of z) for (let i = 0; i < rows; i++) if (!Number.isNaN(column[i])) operating[i] = running
    for (const look of [...alone, ...together]) {
      for (let i = 0; i < rows; i++) {
        if (!(look.score[i] > asset[i])) continue
        asset[i] = look.score[i]
        stage[i] = look.stage[i]
      }
    }
    for (let i = 0; i < rows; i++) {
      if (states && states[i] !== running) operating[i] = states[i]
      asset[i] = operating[i] === running ? Math.max(0, asset[i] - model.penalty) : 0
    }
    holdScores(held, asset, model.way)
    // A machine that stands still or starts up is not judged: what a stage remembers is not about these rows.
    if (states) for (const score of channels) for (let i = 0; i < score.length; i++) if (states[i] !== running) score[i] = 0
    return { asset, channels, stage, operating }
  }

  return {
    push: (frame) => runHere(pushSteps(frame, plainMemory)),
    pushSteps,
    checkpoint: (): Checkpoint => ({
      channels: copies(channelMemory),
      asset: assetMemory.map((memory) => memory.slice()),
      operation: operationState.slice(),
      pause: pause.slice(),
      held: held.slice(),
    }),
  }
}

const copies = (memories: Checkpoint['channels']) => memories.map((own) => own.map((memory) => memory.slice()))
