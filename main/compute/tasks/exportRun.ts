import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { Fault } from '../../contract/errors.ts'
import type { Telemetry } from '../../storage/ports.ts'
import { csvHeader, csvRows, type ExportColumn } from '../export/csv.ts'
import { parquetFile } from '../export/parquet.ts'
import { alignedRows } from '../export/rows.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

/**
 * Writes the tags of an asset side by side, a row a time, to a CSV or Parquet file that imports back to the same points. The file
 * appears under its name when it is complete. `from <= t < to`, everything by default. A file that is there is written over only with `overwrite`.
 * @throws Fault `not_found` (no such asset), `bad_input` (nothing to write), `conflict` (the path is taken), `file_unreadable` (it cannot be written), `cancelled`.
 */
export const exportRun: Task<Tasks['export.run']['input'], Tasks['export.run']['output']> = async ({ store }, input, run) => {
  const asset = await store.catalog.assets.get(input.asset)
  if (!input.overwrite && existsSync(input.path)) throw taken(input.path)
  const from = input.from ?? -Infinity
  const to = input.to ?? Infinity
  const tags = await store.catalog.tags.list({ asset: input.asset, derived: false })
  const columns: ExportColumn[] = []
  let start = Infinity
  let end = -Infinity
  for (const tag of tags) {
    const [info] = await store.telemetry.info([tag.id])
    if (!info || info.start === null || info.end === null || info.start >= to || info.end < from) continue
    const view = await store.telemetry.view(tag.id, Math.max(from, info.start), Math.min(to, info.end + 1), 1)
    columns.push({ tag, judged: view.quality.some((q) => q > 0) })
    start = Math.min(start, Math.max(from, info.start))
    end = Math.max(end, Math.min(to, info.end))
  }
  if (columns.length === 0) throw new Fault('bad_input', `"${asset.name}" has no points in this stretch: there is nothing to export.`, { asset: asset.id })
  const series = columns.map(({ tag }) => tag.id)
  // another export may be under way to the same name: which of them gets it is told in the end
  const part = `${input.path}.${randomUUID().slice(0, 8)}.part`
  const handle = await openForWriting(part, input.path)
  let rows = 0
  try {
    const parquet = input.format === 'parquet' ? parquetFile(handle, columns, await hasFractions(store.telemetry, series, from, to)) : undefined
    if (!parquet) await handle.writeFile(csvHeader(columns))
    for await (const block of alignedRows(store.telemetry, series, from, to)) {
      run.signal.throwIfAborted()
      if (parquet) await parquet.add(block)
      else await handle.writeFile(csvRows(columns, block))
      rows += block.time.length
      run.report({ progress: end > start ? Math.min(1, (block.time.at(-1)! - start) / (end - start)) : 1, doing: `Writing ${rows.toLocaleString('en')} rows.`, snapshot: { rows } })
    }
    await parquet?.finish()
    const { size } = await handle.stat()
    await handle.sync()
    await handle.close()
    if (input.overwrite) await rename(part, input.path)
    else await placeBesideOthers(part, input.path)
    return { name: basename(input.path), rows, bytes: size }
  } catch (error) {
    await handle.close()
    await rm(part, { force: true })
    throw writeFault(error, input.path)
  }
}

const taken = (path: string) => new Fault('conflict', `"${path}" exists already and was left as it is. Choose another name, or ask for it to be written over (telltale export … --overwrite).`, { path })

/** Gives the finished file its name, unless somebody took the name meanwhile: a link is made or not, where a move would write over. */
async function placeBesideOthers(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
  } catch (error) {
    // a disk that has no links (FAT, some network shares) refuses them with various codes
    if (existsSync(path)) throw taken(path)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error
    return rename(part, path)
  }
  await rm(part)
}

async function openForWriting(part: string, path: string): Promise<FileHandle> {
  try {
    return await open(part, 'w')
  } catch (error) {
    throw writeFault(error, path)
  }
}

function writeFault(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return new Fault('store_full', `The disk is full: "${path}" was not written. Free some space and export again.`, { path }, { cause: error })
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'EISDIR' || code === 'EROFS' || code === 'ENOTDIR') {
    return new Fault('file_unreadable', `"${path}" cannot be written (${code}). Choose another folder.`, { path, system: code }, { cause: error })
  }
  return error
}

/** Whether a time lies between two milliseconds. */
async function hasFractions(telemetry: Telemetry, series: readonly number[], from: number, to: number): Promise<boolean> {
  for (const id of series) {
    for await (const { time } of telemetry.scan(id, from, to)) if (time.some((t) => !Number.isInteger(t))) return true
  }
  return false
}
