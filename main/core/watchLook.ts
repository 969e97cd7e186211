/** One look at one watched folder: what is there, what has come to rest, what is taken next. */
import type { Preview } from '../contract/imports.ts'
import { importReport, importTemplate } from '../contract/imports.ts'
import { faultData, type FaultData } from '../contract/errors.ts'
import type { Job } from '../contract/jobs.ts'
import type { WatchedFolderState } from '../contract/watched.ts'
import type { SourceFile } from '../ingest/port.ts'
import { fingerprintOf, templateScope } from '../ingest/template.ts'
import type { Catalog } from '../storage/ports.ts'
import type { JobService } from './jobs.ts'
import type { DiskEntry, WatchDisk } from './watchDisk.ts'
import type { FileRow, FolderRow, Outcome, WatchRows } from './watchRows.ts'

/** More files in one folder are not looked at: whoever has them moves away what was imported. */
export const mostFiles = 10_000

/** What a file may be guessed wrongly in without anybody seeing it: its times. With nobody there to ask, such a file waits. */
const unsureWarnings: ReadonlySet<string> = new Set(['day_or_month', 'no_time', 'elapsed'])

export interface LookPorts {
  readonly rows: WatchRows
  readonly catalog: Pick<Catalog, 'documents'>
  readonly disk: WatchDisk
  readonly jobs: Pick<JobService, 'start' | 'get' | 'resume'>
  /** Why a folder (links resolved) may not be watched here; null when it may. */
  readonly refuse: (path: string) => Promise<string | null>
  readonly identify: (file: SourceFile, signal: AbortSignal) => Promise<string>
  readonly preview: (file: SourceFile, signal: AbortSignal) => Promise<Preview>
  readonly clock: () => number
  /** How long size and time of a file must rest, ms. */
  readonly restMs: number
}

/**
 * Takes over what became of earlier files, and begins the import of the next one that rests: one at a time, the oldest first. A file
 * is taken when its size and its time were the same at two looks at least `restMs` apart, and its content was not taken before.
 * Answers whether anything changed.
 * @throws the signal's reason when aborted; faults of the store. What is wrong with a file or the folder is kept as its state.
 */
export async function look(folder: FolderRow, ports: LookPorts, signal: AbortSignal): Promise<boolean> {
  const { rows, disk } = ports
  let path: string
  let entries: DiskEntry[]
  try {
    path = await disk.folder(folder.path)
    const refused = await ports.refuse(path)
    if (refused !== null) return await settleFolder(folder, 'refused', refused, rows)
    entries = await disk.entries(path, mostFiles)
  } catch (error) {
    const { code, message } = faultData(error)
    return settleFolder(folder, code === 'not_found' ? 'missing' : 'unreadable', code === 'not_found' ? `${message} It is watched on as soon as it is back.` : message, rows)
  }
  if (entries.length > mostFiles) return settleFolder(folder, 'crowded', `It holds more than ${mostFiles.toLocaleString('en')} files. Move away those that were imported.`, rows)
  const moved = await settleFolder(folder, 'watching', '', rows)
  const { files, changed, busy } = await compare(folder, entries, ports)
  if (busy) return moved || changed
  const began = await takeNext({ folder, path, entries, files }, ports, signal)
  return moved || changed || began
}

async function settleFolder(folder: FolderRow, state: WatchedFolderState, words: string, rows: WatchRows): Promise<boolean> {
  if (folder.state === state && folder.words === words) return false
  await rows.putFolder({ ...folder, state, words })
  return true
}

/** Brings the rows up to what the disk and the jobs say. */
async function compare(folder: FolderRow, entries: readonly DiskEntry[], ports: LookPorts): Promise<{ files: FileRow[]; changed: boolean; busy: boolean }> {
  const { rows, clock } = ports
  const before = new Map((await rows.files(folder.id)).map((row) => [row.name, row]))
  const there = new Set(entries.map(({ name }) => name))
  const corrected = await newestCorrection(ports.catalog)
  const files: FileRow[] = []
  let changed = false
  let busy = false
  const put = async (row: FileRow) => {
    await rows.putFile(folder.id, row)
    changed = true
    return row
  }
  for (const [name, old] of before) {
    const { row, active } = await followJob(folder, old, ports)
    if (row !== old) await put(row)
    if (active) busy = true
    else if (!there.has(name)) {
      await rows.removeFile(folder.id, name)
      before.delete(name)
      changed = true
      continue
    }
    before.set(name, row)
    if (active) files.push(row)
  }
  const active = new Set(files.map(({ name }) => name))
  for (const { name, bytes, modified, refused } of entries) {
    const old = before.get(name)
    // what is being read is looked at again when that has ended
    if (active.has(name)) continue
    if (!old || old.bytes !== bytes || old.modified !== modified) {
      const outcome = refused === undefined ? null : refusal(refused)
      files.push(await put({ name, bytes, modified, seenAt: clock(), hash: null, job: null, outcome, at: clock() }))
    } else if (old.outcome?.state === 'unsure' && corrected > old.at) files.push(await put({ ...old, outcome: null, at: clock() }))
    else files.push(old)
  }
  return { files, changed, busy }
}

const refusal = (message: string): Outcome => ({ state: 'failed', code: 'forbidden', message })

/** When somebody last corrected a guess: what was not sure may be sure now. */
async function newestCorrection({ documents }: Pick<Catalog, 'documents'>): Promise<number> {
  return (await documents.list(templateScope)).reduce((newest, { value }) => Math.max(newest, importTemplate.safeParse(value).data?.keptAt ?? 0), 0)
}

/** How the import of a file stands. One that this program broke off by ending goes on; one that somebody paused stays so. */
async function followJob(folder: FolderRow, row: FileRow, { jobs, rows, clock }: LookPorts): Promise<{ row: FileRow; active: boolean }> {
  if (row.job === null || (row.outcome !== null && row.outcome.state !== 'failed')) return { row, active: false }
  let job: Job
  try {
    job = await jobs.get(row.job)
    if (job.state === 'interrupted') job = await jobs.resume(row.job)
  } catch {
    // the job is gone, or another process was quicker: it is seen again at the next look
    return row.outcome === null ? { row: { ...row, job: null }, active: false } : { row, active: false }
  }
  if (job.state === 'queued' || job.state === 'running' || job.state === 'paused' || job.state === 'interrupted') return { row: row.outcome === null ? row : { ...row, outcome: null }, active: true }
  if (job.state === 'done') {
    const report = importReport.parse(job.result)
    if (row.hash !== null) await rows.putTaken(folder.id, row.hash, { name: row.name, at: clock() })
    const { read, accepted, duplicate, rejected } = report
    return { row: { ...row, outcome: { state: 'done', counts: { read, accepted, duplicate, rejected } }, at: clock() }, active: false }
  }
  if (row.outcome !== null) return { row, active: false }
  const failed: FaultData = job.error ? { ...job.error, detail: {} } : { code: 'cancelled', message: 'Its import was cancelled. Try it again, or take the file out of the folder.', detail: {} }
  return { row: { ...row, outcome: { state: 'failed', code: failed.code, message: failed.message }, at: clock() }, active: false }
}

interface Found {
  readonly folder: FolderRow
  readonly path: string
  readonly entries: readonly DiskEntry[]
  readonly files: readonly FileRow[]
}

/** Begins one import; files on the way that cannot be taken get their outcome. Answers whether anything changed. */
async function takeNext({ folder, path, entries, files }: Found, ports: LookPorts, signal: AbortSignal): Promise<boolean> {
  const { rows, disk, jobs, clock } = ports
  const at = new Map(entries.map((entry) => [entry.name, entry]))
  const resting = files.filter(({ outcome, job, seenAt }) => outcome === null && job === null && clock() - seenAt >= ports.restMs)
  let changed = false
  for (const row of resting.toSorted((a, b) => a.modified - b.modified || (a.name < b.name ? -1 : 1))) {
    signal.throwIfAborted()
    const entry = at.get(row.name)
    if (!entry) continue
    const file: SourceFile = { path: entry.path, name: row.name, bytes: row.bytes }
    const end = async (outcome: Outcome, hash: string | null) => {
      await rows.putFile(folder.id, { ...row, hash, outcome, at: clock() })
      changed = true
    }
    if (entry.refused !== undefined) {
      await end(refusal(entry.refused), null)
      continue
    }
    let hash = row.hash
    try {
      hash ??= await ports.identify(file, signal)
      const now = await disk.entry(path, row.name)
      if (!now || now.refused !== undefined || now.path !== entry.path || now.bytes !== row.bytes || now.modified !== row.modified) continue // it moves again: the next look sees it
      const same = await rows.taken(folder.id, hash)
      if (same !== null) {
        await end({ state: 'same', as: same }, hash)
        continue
      }
      const preview = await ports.preview(file, signal)
      const unsure = preview.warnings.find(({ code }) => unsureWarnings.has(code))
      const kind = fingerprintOf(preview)
      if (unsure && !folder.trusted.includes(kind)) {
        await end({ state: 'unsure', words: unsure.words, kind }, hash)
        continue
      }
      signal.throwIfAborted()
      const asset = folder.asset ?? preview.assetName
      const job = await jobs.start('import', `Import ${row.name} into ${asset}`, { files: [file], asset, options: {} })
      await rows.putFile(folder.id, { ...row, hash, job: job.id })
      return true
    } catch (error) {
      signal.throwIfAborted()
      const { code, message } = faultData(error)
      await end({ state: 'failed', code, message }, hash)
    }
  }
  return changed
}
