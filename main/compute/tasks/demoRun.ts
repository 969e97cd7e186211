import { setImmediate } from 'node:timers/promises'
import { Fault } from '../../contract/errors.ts'
import { generatePlant, plantAssets, plantLabels, plantWorkOrders, type PlantBlock, type PlantSpan } from '../../../models/plant/index.ts'
import type { AppendBatch, AssetRow, Catalog, Store } from '../../storage/ports.ts'
import { gradeTags } from '../import/gradeTags.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

const minute = 60_000
const yearOfMinutes = 525_600
/** Rows in one transaction: progress moves and a cancel is heard about every 50 ms, and a chunk of storage is filled. */
const blockRows = 8192

/** What was made once is remembered, so that a second run of another minute adds nothing beside it. */
const memory = { scope: 'demo', key: 'plant' } as const

/**
 * Makes the demonstration plant: assets and tags marked as simulated, a year of points, the labels of its faults (documents `labels`, one a
 * machine) and its work orders (documents `workOrders`). A killed run goes on after its last block; a plant that is already there keeps its
 * own seed and span, gets back what is missing, and nothing is doubled.
 * @throws Fault `bad_input` for a span that cannot be simulated, `cancelled` between two blocks.
 */
export const demoRun: Task<Tasks['demo.run']['input'], Tasks['demo.run']['output']> = async ({ store, clock }, input, run) => {
  run.report({ progress: 0, doing: 'Drawing up the plant.' })
  const interval = input.interval ?? minute
  const rows = input.rows ?? yearOfMinutes
  const start = input.start ?? Math.floor(clock() / interval) * interval - rows * interval
  const wanted: PlantSpan = { seed: input.seed ?? 1, start, interval, rows }
  const wantedLabels = checked(wanted)

  const existing = await readMemory(store)
  const span = existing?.span ?? wanted
  const labels = existing ? plantLabels(span) : wantedLabels
  const tree = await ensureTree(store.catalog)
  const series = tree.machines.map(({ tags }) => tags)
  const answer = { assets: tree.assets, labels: labels.length }
  const judge = async () => {
    run.report({ progress: 1, doing: 'Judging the health of the tags.' })
    const mine = new Set(series.flat())
    await gradeTags(store, (await store.catalog.tags.list({ derived: false })).filter(({ id, grade }) => mine.has(id) && grade === null), run.signal)
  }
  if (existing?.points !== undefined && (await storedPoints(store, series.flat())) === existing.points) {
    await judge()
    return { ...answer, points: existing.points }
  }

  await store.catalog.documents.put(memory.scope, memory.key, { span })
  const orders = plantWorkOrders(span)
  for (const { id, name } of tree.machines) {
    await store.catalog.documents.put('labels', String(id), labels.filter((label) => label.asset === name))
    await store.catalog.documents.put('workOrders', String(id), orders.filter((order) => order.asset === name))
  }
  store.feed.publish('assets')
  store.feed.publish('tags')

  const checkpoint = `demo:${input.job}`
  const done = rowsDone(await store.telemetry.checkpoint(checkpoint), span)
  let points = 0
  for (const block of generatePlant({ ...span, blockRows })) {
    // a message that cancels is only heard when the event loop turns
    await setImmediate()
    run.signal.throwIfAborted()
    const batches = batchesOf(block, series)
    for (const batch of batches) points += batch.time.length
    const end = block.from + block.time.length
    if (end > done) await store.telemetry.append(batches, { checkpoint: { key: checkpoint, state: { ...span, done: end } } })
    run.report({ progress: end / span.rows, doing: `Simulating ${monthOf(block.time[0] ?? span.start)}.`, snapshot: { rows: end, of: span.rows, points } })
  }
  await judge()
  await store.catalog.documents.put(memory.scope, memory.key, { span, points })
  return { ...answer, points }
}

function checked(span: PlantSpan) {
  try {
    return plantLabels(span)
  } catch (error) {
    if (error instanceof RangeError) throw new Fault('bad_input', `The demonstration plant cannot be made: ${error.message}.`, { ...span })
    throw error
  }
}

/** The plant that is already there, or null where none is or its assets were removed. */
async function readMemory(store: Store): Promise<{ span: PlantSpan; points: number | undefined } | null> {
  const kept = (await store.catalog.documents.get(memory.scope, memory.key)) as { span?: PlantSpan; points?: number } | null | undefined // written only by this file
  if (!kept?.span) return null
  for (const { name, tags } of plantAssets()) {
    if (tags.length === 0) continue
    const asset = await simulatedAsset(store.catalog, name)
    if (!asset) continue
    const rows = await store.catalog.tags.list({ asset: asset.id, derived: false })
    if ((await storedPoints(store, rows.map(({ id }) => id))) > 0) return { span: kept.span, points: kept.points }
  }
  return null
}

async function storedPoints(store: Store, series: readonly number[]): Promise<number> {
  const infos = await store.telemetry.info(series)
  return infos.reduce((sum, { n }) => sum + n, 0)
}

interface Tree {
  readonly assets: number[]
  readonly machines: readonly { readonly id: number; readonly name: string; readonly tags: readonly number[] }[]
}

async function ensureTree(catalog: Catalog): Promise<Tree> {
  const ids = new Map<string, number>()
  const machines: { id: number; name: string; tags: number[] }[] = []
  for (const { name, parent, tags } of plantAssets()) {
    const known = await simulatedAsset(catalog, name)
    const asset = known ?? (await catalog.assets.ensure({ name: await freeName(catalog, name), parent: parent === null ? null : (ids.get(parent) ?? null), simulated: true }))
    ids.set(name, asset.id)
    if (tags.length === 0) continue
    const series: number[] = []
    for (const tag of tags) series.push((await catalog.tags.ensure({ asset: asset.id, name: tag.name, unit: tag.unit, kind: tag.kind, kindGuessed: false })).id)
    machines.push({ id: asset.id, name, tags: series })
  }
  return { assets: [...ids.values()], machines }
}

/** A real machine may bear the same name: simulated points never go into it. */
const secondName = (name: string) => `${name} (simulated)`

async function simulatedAsset(catalog: Catalog, name: string): Promise<AssetRow | null> {
  for (const candidate of [name, secondName(name)]) {
    const asset = await catalog.assets.byName(candidate)
    if (asset?.simulated) return asset
  }
  return null
}

async function freeName(catalog: Catalog, name: string): Promise<string> {
  return (await catalog.assets.byName(name)) ? secondName(name) : name
}

function rowsDone(state: Readonly<Record<string, unknown>> | null, span: PlantSpan): number {
  const same = state !== null && state['seed'] === span.seed && state['start'] === span.start && state['interval'] === span.interval && state['rows'] === span.rows
  return same && typeof state['done'] === 'number' ? state['done'] : 0
}

function batchesOf(block: PlantBlock, series: readonly (readonly number[])[]): AppendBatch[] {
  return block.assets.flatMap(({ columns }, machine) =>
    columns.map((column, tag): AppendBatch => {
      const id = series[machine]?.[tag]
      if (id === undefined) throw new Fault('internal', 'The simulated plant and its tags do not match.', { machine, tag })
      return { series: id, ...received(block.time, column) }
    }),
  )
}

/** Points that were received: a lost sample is a gap, not a value. */
function received(time: Float64Array, column: Float64Array): { time: Float64Array; value: Float64Array } {
  let n = 0
  for (const value of column) if (value === value) n++
  if (n === column.length) return { time, value: column }
  const kept = { time: new Float64Array(n), value: new Float64Array(n) }
  let at = 0
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? Number.NaN
    if (value !== value) continue
    kept.time[at] = time[i] ?? Number.NaN
    kept.value[at++] = value
  }
  return kept
}

const monthOf = (time: number) => new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(time)
