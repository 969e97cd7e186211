import { createHash } from 'node:crypto'
import { Fault } from '../../../contract/errors.ts'
import type { RunSettings } from '../../../contract/runs.ts'
import type { TrainingRequest } from '../../../contract/training.ts'
import { fitStandard, type Standard } from '../../../../models/detectors/telltale/standardise.ts'
import { rangesOf } from '../../../../models/evaluate/labels.ts'
import { networkById } from '../../../../models/nets/index.ts'
import type { Network, NetworkKind } from '../../../../models/nets/network.ts'
import type { Measured } from '../../../../models/nets/residuals.ts'
import { splitRows, windowEnds, type Split } from '../../../../models/nets/split.ts'
import { standardised } from '../../../../models/nets/standardised.ts'
import type { Channel, Frame } from '../../../../models/series/frame.ts'
import { medianInterval } from '../../../../models/signal/quantile.ts'
import type { Artifacts, AssetRow, Catalog, Store, TagRow } from '../../../storage/ports.ts'
import { openAssetFrames } from '../assetFrames.ts'

export interface Exclusion {
  readonly from: number
  /** Included. */
  readonly to: number
  readonly why: 'judged problem' | 'labelled fault' | 'excluded by request'
}

export interface Dataset {
  readonly asset: AssetRow
  readonly kind: NetworkKind
  readonly network: Network
  readonly tags: readonly TagRow[]
  readonly channels: readonly Channel[]
  readonly standards: readonly Standard[]
  readonly frame: Frame
  readonly interval: number
  /** Every n-th row of the recording was taken. */
  readonly stride: number
  readonly measured: Measured
  readonly usable: Uint8Array
  readonly split: Split
  readonly exclusions: readonly Exclusion[]
  /** Ends of the windows to learn from, and to measure the validation loss on. */
  readonly train: Uint32Array
  readonly validation: Uint32Array
  readonly manifest: Uint8Array
  readonly hash: string
}

/** A network needs no finer clock than this gives; above it every n-th row is taken, and the manifest says so. */
const mostRows = 50_000
/** Windows a pass: neighbours are so alike that more teach little. */
const mostWindows = 10_000
const fewestWindows = 50
/** Share of the judged channels that must have a value where a row is learned from. */
const complete = 0.8

/**
 * Reads what a run learns from. The same store, request and settings give the same dataset and the same hash, on any machine.
 * @throws Fault `not_found`, `bad_input` (no such network), `not_enough_history`, `too_large`.
 */
export async function openDataset(store: Store, request: TrainingRequest, options: RunSettings): Promise<Dataset> {
  const kind = networkById(request.network)
  if (!kind) throw new Fault('bad_input', `There is no network named ${request.network}.`, { network: request.network })
  const asset = await store.catalog.assets.get(request.asset)
  const allTags = (await store.catalog.tags.list({ asset: asset.id, derived: false })).filter(({ id }) => !request.excludeTags.includes(id) || id === request.labelTag)
  const frames = await openAssetFrames(store.telemetry, allTags)
  const { from, to } = request.period ?? { from: frames.start, to: frames.end + 1 }
  const all = await frames.whole(from, to)
  const stride = Math.max(1, Math.ceil(all.time.length / mostRows))
  const wanted = frames.tags.flatMap((tag, at) => (tag.id !== request.labelTag && isInput(tag.kind) ? [at] : []))
  const frame = thinned(all, stride, wanted)
  const exclusions = [...labelledStretches(all, frames.tags.findIndex(({ id }) => id === request.labelTag)), ...(await readExclusions(store.catalog, request))].toSorted((a, b) => a.from - b.from || a.to - b.to)
  const allowed = allowedRows(frame.time, exclusions)

  const learned = splitRows(frame.time.length, { train: options.train, validation: options.validation, embargo: 0 }).train
  const standards = frame.columns.map((column) => fitStandard(column.filter((_, row) => row < learned.to && allowed[row] === 1)))
  const tags = wanted.map((at) => frames.tags[at]!)
  const judged = tags.flatMap((tag, at) => (tag.kind === 'analogue' && varies(frame.columns[at], learned.to, allowed) ? [at] : []))
  if (judged.length === 0) throw new Fault('not_enough_history', `"${asset.name}" has no analogue tag that varies in the training part. Choose a longer period.`, { asset: asset.id })

  const network = kind.build({ inputs: tags.length, judged }, options)
  const split = splitRows(frame.time.length, { train: options.train, validation: options.validation, embargo: network.window + network.horizon })
  const measured = standardised(frame, standards, judged)
  const usable = usableRows(measured, allowed)
  const train = spread(windowEnds(split.train, usable, network), mostWindows)
  const validation = spread(windowEnds(split.validation, usable, network), mostWindows)
  if (train.length < fewestWindows || validation.length < fewestWindows)
    throw new Fault(
      'not_enough_history',
      `After leaving out faults and gaps there are ${train.length} windows of ${network.window} rows to train on and ${validation.length} to validate; at least ${fewestWindows} of each are needed. Choose a longer period, a shorter window, or other shares to train and validate on.`,
      { train: train.length, validation: validation.length, needed: fewestWindows },
    )
  const manifest = new TextEncoder().encode(
    JSON.stringify({
      format: 1, asset: asset.name, period: { from, to }, rows: frame.time.length, stride, content: contentOf(frame),
      tags: tags.map(({ name, unit, kind: tagKind }, at) => ({ name, unit, kind: tagKind, judged: judged.includes(at), centre: standards[at].centre, width: standards[at].width })),
      exclusions, split, embargo: network.window + network.horizon, windows: { train: train.length, validation: validation.length, rows: network.window, horizon: network.horizon },
    }),
  )
  return {
    asset, kind, network, tags, channels: tags.map(({ name, unit, kind: tagKind }) => ({ name, unit, kind: tagKind })), standards, frame, interval: medianInterval(frame.time),
    stride, measured, usable, split, exclusions, train, validation, manifest, hash: createHash('sha256').update(manifest).digest('hex'),
  }
}

/** Kinds of tags that a network sees; the analogue ones that vary it predicts. */
export const isInput = (kind: TagRow['kind']): boolean => kind === 'analogue' || kind === 'binary' || kind === 'command'

/** What later readers take from a dataset manifest. */
export interface Manifest {
  readonly tags: readonly { readonly name: string; readonly kind: TagRow['kind'] }[]
  readonly exclusions: readonly Exclusion[]
}

export async function readManifest(artifacts: Artifacts, id: string): Promise<Manifest> {
  return JSON.parse(new TextDecoder().decode(await artifacts.read(id))) as Manifest // written by `openDataset`; artifacts never change
}

/** Every n-th row of some columns. */
export function thinned({ time, columns }: Frame, stride: number, wanted: readonly number[]): Frame {
  const rows = Math.ceil(time.length / stride)
  const take = (values: Float64Array) => (stride === 1 ? values : Float64Array.from({ length: rows }, (_, i) => values[i * stride]))
  return { time: take(time), columns: wanted.map((at) => take(columns[at])) }
}

async function readExclusions(catalog: Catalog, request: TrainingRequest): Promise<Exclusion[]> {
  const judged = (await catalog.events.list({ asset: request.asset })).filter(({ verdict }) => verdict?.verdict === 'problem')
  const labels = (await catalog.documents.get('labels', String(request.asset))) as readonly { from: number; to: number }[] | null // written by demo.run
  return [
    ...judged.map(({ event }): Exclusion => ({ from: event.start, to: event.end, why: 'judged problem' })),
    ...(labels ?? []).map(({ from, to }): Exclusion => ({ from, to, why: 'labelled fault' })),
    ...request.exclude.map(({ from, to }): Exclusion => ({ from, to, why: 'excluded by request' })),
  ]
}

/** Stretches in which the label column is not 0. @param at -1: there is no such column. */
function labelledStretches({ time, columns }: Frame, at: number): Exclusion[] {
  if (at < 0) return []
  const marks = Uint8Array.from(columns[at], (value) => (Math.abs(value) > 0 ? 1 : 0))
  return rangesOf(marks).map(({ from, to }) => ({ from: time[from], to: time[to - 1], why: 'labelled fault' }))
}

function allowedRows(time: Float64Array, exclusions: readonly Exclusion[]): Uint8Array {
  return Uint8Array.from(time, (t) => (exclusions.some(({ from, to }) => from <= t && t <= to) ? 0 : 1))
}

function usableRows({ present, judged }: Measured, allowed: Uint8Array): Uint8Array {
  return allowed.map((one, row) => {
    let values = 0
    for (const column of present) values += column[row]
    return one === 1 && values >= complete * judged.length ? 1 : 0
  })
}

function varies(column: Float64Array, end: number, allowed: Uint8Array): boolean {
  let first = Number.NaN
  for (let row = 0; row < end; row++) {
    if (allowed[row] === 0 || !Number.isFinite(column[row])) continue
    if (Number.isNaN(first)) first = column[row]
    else if (column[row] !== first) return true
  }
  return false
}

/** At most `most` of them, evenly. */
function spread(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)])
}

function contentOf({ time, columns }: Frame): string {
  const hash = createHash('sha256')
  for (const values of [time, ...columns]) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return hash.digest('hex')
}
