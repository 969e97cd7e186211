import { setImmediate } from 'node:timers/promises'
import type { ImportReport } from '../../contract/imports.ts'
import { Fault, type Detail } from '../../contract/errors.ts'
import { fingerprint } from '../../ingest/file.ts'
import type { RecordBlock, RecordSource, SourceFile } from '../../ingest/port.ts'
import { startReading, type Reading } from '../../ingest/thread/reading.ts'
import type { CheckpointMark, Telemetry } from '../../storage/ports.ts'
import { gradeTags } from '../import/gradeTags.ts'
import { fate, fates, rises, sorted } from '../import/order.ts'
import { forgetPrepared, prepareFiles } from '../import/prepare.ts'
import { collectYoung } from '../import/young.ts'
import { rejectsFile, type RejectsFile, type RejectsState } from '../import/rejects.ts'
import { importTags, type ImportTags, type UnitConflict } from '../import/tags.ts'
import { keepTemplate } from '../import/templates.ts'
import type { TaskRun } from '../port.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task, TaskContext } from './context.ts'

/** Counts in rows of the files: `read = accepted + duplicate + rejected`. */
interface Counts {
  read: number
  accepted: number
  duplicate: number
  rejected: number
  points: number
}

/** What stands in the store beside the points of the last committed block. */
interface Progress {
  readonly file: number
  readonly fingerprint: string
  readonly reader: Detail | null
  readonly counts: Counts
  readonly rejects: RejectsState
  readonly tags: readonly number[]
  readonly units?: Readonly<Record<string, UnitConflict>>
  /** Milliseconds of work before this run. */
  readonly elapsed: number
  readonly report?: ImportReport
}

type ImportRun = Task<Tasks['import.run']['input'], Tasks['import.run']['output']>

/**
 * Reads files into one asset. Each block is one transaction with its checkpoint (`import:<job>`), so that a killed import goes on behind the
 * last committed block with the right counts. A row is a duplicate when every point of it is already stored; it is rejected when it
 * could not be read or when one of its points is stored with another value (the stored one stays); else it is accepted.
 * Kinds and grades of the tags follow after the last block.
 * @throws Fault as the readers and the store do; `cancelled` between two blocks; `conflict` when a file has changed since the import began,
 * or when another process goes on with it.
 */
export const importRun: ImportRun = async (context, input, run) => {
  // it comes up while the files are looked at
  const reading = startReading({ entry: context.reading, bytes: input.files.reduce((sum, file) => sum + file.bytes, 0) })
  try {
    return await importFiles(reading, context, input, run)
  } finally {
    await reading.close()
  }
}

async function importFiles(reading: Reading, { store, clock }: TaskContext, input: Tasks['import.run']['input'], run: TaskRun): Promise<ImportReport> {
  const { job, files, asset: assetName, options, simulated = false } = input
  const key = `import:${job}`
  const begun = clock()
  const kept = (await store.telemetry.checkpoint(key)) as Progress | null // written only by this task
  if (kept?.report) return kept.report
  const counts: Counts = kept ? { ...kept.counts } : { read: 0, accepted: 0, duplicate: 0, rejected: 0, points: 0 }
  const rejects = rejectsFile(store.artifacts, String(job), kept?.rejects)
  const prepared = await prepareFiles({ catalog: store.catalog, job, files, options })
  const asset = await store.catalog.assets.ensure({ name: assetName, simulated })
  store.feed.publish('assets')
  const chosen = new Set(prepared.flatMap((file) => file.chosenKinds))
  const tags = await importTags(store.catalog, asset.id, chosen, kept?.units)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  let before = 0
  let standing: Detail | null = kept as Detail | null // Progress is plain data
  for (const [index, file] of files.entries()) {
    const print = await fingerprint(file)
    const resumed = kept?.file === index
    if (kept && index < kept.file) {
      before += file.bytes
      continue
    }
    if (resumed && kept.fingerprint !== print) throw new Fault('conflict', `"${file.name}" has changed since its import began. Start a new import: rows that are already stored are recognised.`, { file: file.name })
    const { preview, reader } = prepared[index]!
    const source = await reading.open(reader, file, preview.options, resumed && kept.reader ? kept.reader : undefined)
    try {
      for await (const block of source.blocks(run.signal)) {
        const mark = (): CheckpointMark => ({ key, after: standing, state: { file: index, fingerprint: print, reader: block.checkpoint, counts: { ...counts }, rejects: rejects.state(), tags: tagIds(), elapsed: elapsed(), units: { ...tags.unitConflicts() } } })
        standing = await storeBlock({ telemetry: store.telemetry, source, block, tags, counts, rejects, file: file.name, mark })
        report(run, counts, file, (before + file.bytes * block.progress) / Math.max(1, bytes), elapsed())
        collectYoung()
        // a message that cancels is only heard when the event loop turns
        await setImmediate()
        if (run.signal.aborted) throw new Fault('cancelled', `The import of "${file.name}" stopped after ${counts.read} rows. It can be resumed.`, { read: counts.read })
      }
    } finally {
      await source.close()
    }
    before += file.bytes
    await keepTemplate(store.catalog, prepared[index]!.guessed, options, clock())
  }
  run.report({ progress: 1, doing: 'Judging the health of the tags.' })
  const touched = new Set(tagIds())
  await gradeTags(store, (await store.catalog.tags.list({ asset: asset.id })).filter((tag) => touched.has(tag.id)), run.signal)
  const result: ImportReport = {
    ...counts,
    rejects: await rejects.finish(`rejects of ${files.map((file) => file.name).join(', ').slice(0, 150)}.csv`),
    asset: asset.id,
    assetName: asset.name,
    tags: [...touched],
    seconds: elapsed() / 1000,
    warnings: unitWarnings(tags.unitConflicts()),
  }
  await store.telemetry.append([], { checkpoint: { key, state: { report: result }, after: standing } })
  await forgetPrepared(store.catalog, job)
  store.feed.publish('assets')
  store.feed.publish('tags')
  return result

  function tagIds(): number[] {
    return [...new Set([...(kept?.tags ?? []), ...tags.touched().map((tag) => tag.id)])]
  }
  function elapsed(): number {
    return (kept?.elapsed ?? 0) + clock() - begun
  }
}

interface BlockInput {
  readonly telemetry: Telemetry
  readonly source: RecordSource
  readonly block: RecordBlock
  readonly tags: ImportTags
  readonly counts: Counts
  readonly rejects: RejectsFile
  readonly file: string
  /** The checkpoint, asked for when the counts hold the block. */
  readonly mark: () => CheckpointMark
}

/** Answers the state that stands under the checkpoint now. */
async function storeBlock({ telemetry, source, block, tags, counts, rejects, file, mark }: BlockInput): Promise<Detail | null> {
  const columns = sorted(block.points)
  const batches: { series: number; time: Float64Array; value: Float64Array; quality: Uint8Array | undefined }[] = []
  await tags.prepare(columns.map((points) => source.columns[points.column]!))
  for (const points of columns) {
    const column = source.columns[points.column]!
    batches.push({ series: (await tags.of(column)).id, time: points.time, value: await tags.codes(column, points.value), quality: points.quality })
  }
  const ends = await telemetry.ends(batches.map((batch) => batch.series))
  const rows = new RowFates(block.read - block.rejects.length)
  const rising = new Map<Float64Array, boolean>()
  for (const [i, points] of columns.entries()) {
    const batch = batches[i]!
    if (!rising.has(points.time)) rising.set(points.time, rises(points.time))
    const known = await fates(telemetry, batch.series, ends[i] ?? null, { ...points, value: batch.value }, rising.get(points.time)!)
    counts.points += rows.add(points, known, source.columns[points.column]!.name)
  }
  const { accepted, duplicate, conflicts } = rows.sum()
  counts.read += block.read
  counts.accepted += accepted
  counts.duplicate += duplicate
  counts.rejected += block.rejects.length + conflicts.length
  await rejects.add(file, [...block.rejects, ...conflicts].sort((a, b) => a.line - b.line))
  const checkpoint = mark()
  await telemetry.append(batches, { checkpoint })
  return checkpoint.state
}

/** What becomes of the rows of a block, from what becomes of their points. */
class RowFates {
  readonly #rows: number
  #touched = false
  /** Lines that have a new point, a stored one, a conflict. Filled only when a block meets what is stored. */
  readonly #fresh = new Set<number>()
  readonly #stored = new Set<number>()
  readonly #conflicts = new Map<number, { time: number; names: string[] }>()
  readonly #allFresh: Float64Array[] = []

  constructor(rows: number) {
    this.#rows = rows
  }

  /** Answers how many points are new. */
  add({ time, line }: { time: Float64Array; line: Float64Array }, known: Uint8Array | undefined, name: string): number {
    if (!known) {
      if (!this.#allFresh.includes(line)) this.#allFresh.push(line)
      return line.length
    }
    this.#touched = true
    let fresh = 0
    for (let i = 0; i < line.length; i++) {
      if (known[i] === fate.accepted) {
        fresh++
        this.#fresh.add(line[i]!)
      } else if (known[i] === fate.duplicate) this.#stored.add(line[i]!)
      else {
        const conflict = this.#conflicts.get(line[i]!)
        if (conflict) conflict.names.push(name)
        else this.#conflicts.set(line[i]!, { time: time[i]!, names: [name] })
      }
    }
    return fresh
  }

  sum() {
    const conflicts = [...this.#conflicts].map(([line, { time, names }]) => ({
      line,
      reason: `time already stored with another value: ${names.slice(0, 5).map((name) => `"${name}"`).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
      text: new Date(time).toISOString(),
    }))
    if (!this.#touched) return { accepted: this.#rows, duplicate: 0, conflicts }
    for (const lines of this.#allFresh) for (const line of lines) this.#fresh.add(line)
    let duplicate = 0
    for (const line of this.#stored) if (!this.#fresh.has(line) && !this.#conflicts.has(line)) duplicate++
    return { accepted: this.#rows - duplicate - conflicts.length, duplicate, conflicts }
  }
}

function unitWarnings(conflicts: Readonly<Record<string, UnitConflict>>): NonNullable<ImportReport['warnings']> {
  return Object.entries(conflicts).map(([name, { kept, others }]) => ({
    code: 'unit_conflict',
    words: `"${name}" is kept in ${kept}, but there are rows in ${others.join(', ')}: their values were stored as they stand. Check the export, and correct the unit if it is the wrong one.`,
  }))
}

function report(run: TaskRun, counts: Counts, file: SourceFile, progress: number, elapsed: number): void {
  const rate = elapsed > 0 ? Math.round((counts.read / elapsed) * 1000) : 0
  run.report({
    progress: Math.min(1, progress),
    doing: `Reading ${file.name}: ${counts.read.toLocaleString('en')} rows, ${rate.toLocaleString('en')} a second.`,
    snapshot: { ...counts, file: file.name, rowsPerSecond: rate },
  })
}
