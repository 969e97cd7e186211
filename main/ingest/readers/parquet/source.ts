import type { Detail } from '../../../contract/errors.ts'
import { byTag } from '../../byTag.ts'
import type { OpenFile } from '../../file.ts'
import type { ColumnPoints, RecordBlock, RecordSource, Reject, SourceColumn } from '../../port.ts'
import { learnUnit } from '../../units.ts'
import { zoneClock } from '../../zone.ts'
import { timeReader } from '../text/time.ts'
import { qualityOf, qualityWords } from '../text/words.ts'
import { checkPages } from './pages.ts'
import { cellNumber, cellText, readCells, type Cell } from './cells.ts'
import type { ParquetFooter } from './footer.ts'
import type { ParquetDialect } from './guess.ts'

const cellsPerBlock = 1 << 20
const mostLabels = 65_536
const earliest = Date.UTC(1900, 0, 1)
const latest = Date.UTC(2200, 0, 1)

type Column = SourceColumn & { unit: string; otherUnits?: string[]; labels: string[] }

export interface ParquetSourceInput {
  readonly opened: OpenFile
  readonly file: string
  readonly footer: ParquetFooter
  readonly dialect: ParquetDialect
  readonly checkpoint?: Detail | undefined
  readonly most?: number | undefined
  close(): Promise<void>
}

/** Blocks of rows, none of which crosses two row groups. */
export function parquetSource({ opened, file, footer, dialect, checkpoint, most, close }: ParquetSourceInput): RecordSource {
  const { metadata } = footer
  const needed = dialect.columns.flatMap((column, i) => (['time', 'value', 'quality', 'tag', 'unit'].includes(column.role) ? [{ ...column, ...footer.columns[i]! }] : []))
  const values = needed.filter(({ role }) => role === 'value')
  const long = dialect.layout === 'long'
  const columns: Column[] = long ? [] : values.map(({ name, unit, kind }) => ({ name, unit, kind, labels: [] }))
  const dictionaries: Map<string, number>[] = columns.map(() => new Map())
  const tags = new Map<string, number>()
  // an empty cell of our own exports is no point at all
  const sparse = metadata.created_by === 'telltale'
  const timeAt = needed.findIndex(({ role }) => role === 'time')
  const readTime = rowTimes(dialect, timeAt < 0 ? undefined : needed[timeAt]!)
  const perBlock = most ?? Math.max(256, Math.min(65_536, Math.floor(cellsPerBlock / Math.max(1, needed.length))))

  function code(column: number, cell: Cell): number {
    if (cell === null || cell === undefined) return NaN
    const text = cellText(cell).trim().slice(0, 500)
    if (text === '') return NaN
    const known = dictionaries[column]!.get(text)
    if (known !== undefined) return known
    const { labels } = columns[column]!
    if (labels.length >= mostLabels) return NaN
    dictionaries[column]!.set(text, labels.length)
    return labels.push(text) - 1
  }

  function tagOf(cell: Cell): number {
    const name = cellText(cell).trim().slice(0, 200)
    const known = tags.get(name)
    if (known !== undefined || name === '') return known ?? -1
    columns.push({ name, unit: '', kind: values[0]!.kind, labels: [] })
    dictionaries.push(new Map())
    tags.set(name, columns.length - 1)
    return columns.length - 1
  }

  function blockOf(cells: readonly ArrayLike<Cell>[], from: number, to: number): Pick<RecordBlock, 'points' | 'rejects'> {
    const n = to - from
    const rejects: Reject[] = []
    const rows: number[] = []
    const times: number[] = []
    const lineTags: number[] = []
    const tagAt = needed.findIndex(({ role }) => role === 'tag')
    const unitAt = long ? needed.findIndex(({ role }) => role === 'unit') : -1
    for (let i = 0; i < n; i++) {
      const time = readTime(timeAt < 0 ? from + i : cells[timeAt]![i])
      const tag = long ? tagOf(cells[tagAt]![i]) : 0
      if (typeof time === 'string' || tag < 0) rejects.push({ line: from + i + 1, reason: typeof time === 'string' ? time : 'the tag has no name', text: timeAt < 0 ? '' : cellText(cells[timeAt]![i]).slice(0, 200) })
      else {
        rows.push(i)
        times.push(time)
        lineTags.push(tag)
        if (unitAt >= 0) learnUnit(columns[tag]!, cellText(cells[unitAt]![i]))
      }
    }
    const time = Float64Array.from(times)
    const line = Float64Array.from(rows, (row) => from + row + 1)
    const numbers = (column: (typeof needed)[number], slot: (row: number) => number): Float64Array => {
      const mine = cells[needed.indexOf(column)]!
      return column.kind === 'text' ? Float64Array.from(rows, (row, i) => code(slot(i), mine[row])) : Float64Array.from(rows, (row) => cellNumber(mine[row]))
    }
    const qualities = qualityColumns(cells, rows)
    if (rows.length === 0) return { points: [], rejects }
    if (long) {
      const tag = Int32Array.from(lineTags)
      return { points: byTag(columns.length, { tag, time, line, value: numbers(values[0]!, (i) => tag[i]!), quality: qualities.get('') ?? [...qualities.values()][0] }), rejects }
    }
    return { points: values.map((column, slot) => present(cells[needed.indexOf(column)]!, rows, { column: slot, time, line, value: numbers(column, () => slot), quality: qualities.get(column.name.toLowerCase()) ?? qualities.get('') })), rejects }
  }

  /** Quality of the rows by the name of the column it judges; '' judges all. */
  function qualityColumns(cells: readonly ArrayLike<Cell>[], rows: readonly number[]): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>()
    needed.forEach(({ role, name }, at) => {
      if (role !== 'quality') return
      const base = name.toLowerCase().replace(/[ _.\-:/(]*(quality|qual|status|state|qc|q)\)?$/, '')
      const mine = cells[at]!
      const opc = rows.some((row) => Number(mine[row]) > 2)
      const codes = Uint8Array.from(rows, (row) => {
        const cell = mine[row]
        if (cell === null || cell === undefined) return 0
        return typeof cell === 'string' ? (qualityWords.get(cell.trim().toLowerCase()) ?? 1) : qualityOf(Number(cell), opc)
      })
      found.set(values.some((value) => value.name.toLowerCase() === base) ? base : '', codes)
    })
    return found
  }

  function present(mine: ArrayLike<Cell>, rows: readonly number[], points: ColumnPoints): ColumnPoints {
    if (!sparse) return points
    const kept = rows.flatMap((row, i) => (mine[row] === null || mine[row] === undefined ? [] : [i]))
    if (kept.length === rows.length) return points
    const pick = (from: Float64Array) => Float64Array.from(kept, (i) => from[i]!)
    return { column: points.column, time: pick(points.time), line: pick(points.line), value: pick(points.value), quality: points.quality && Uint8Array.from(kept, (i) => points.quality![i]!) }
  }

  async function* blocks(signal: AbortSignal): AsyncGenerator<RecordBlock> {
    const begin = Number(checkpoint?.['row'] ?? 0)
    let groupFrom = 0
    for (const group of metadata.row_groups) {
      const groupTo = groupFrom + Number(group.num_rows)
      if (groupTo > begin) await checkPages(opened, group, needed, file)
      for (let from = Math.max(begin, groupFrom); from < groupTo; from += perBlock) {
        signal.throwIfAborted()
        const to = Math.min(groupTo, from + perBlock)
        const cells = await readCells(opened, metadata, file, needed.map(({ name }) => name), from, to)
        yield { ...blockOf(cells, from, to), read: to - from, checkpoint: { row: to }, progress: to / footer.rows }
      }
      groupFrom = groupTo
    }
  }

  return { columns, blocks, close }
}

/** A row's time in UTC, or the reason why it has none. */
function rowTimes(dialect: ParquetDialect, column: { type: string; local: boolean } | undefined): (cell: Cell) => number | string {
  const ranged = (time: number) => (time >= earliest && time < latest ? time : Number.isNaN(time) ? 'the time is missing' : 'the time lies outside of the years 1900 to 2199')
  if (!column) return (row) => ranged(dialect.start + Number(row) * dialect.interval)
  let previous = -Infinity
  if (column.type === 'time') {
    const zone = zoneClock(column.local ? dialect.zone : 'UTC')
    return (cell) => {
      const local = cellNumber(cell)
      if (Number.isNaN(local)) return 'the time is missing'
      const time = zone.toUtc(local, previous)
      if (Number.isNaN(time)) return `the time does not exist in ${dialect.zone}: the clock was put forward over it`
      previous = time
      return ranged(time)
    }
  }
  const reader = timeReader({ ...dialect, decimal: '.' })
  return (cell) => {
    const bytes = Buffer.from(cellText(cell))
    const time = reader.read(bytes, 0, bytes.length, previous)
    if (Number.isNaN(time)) return reader.reason()
    previous = time
    return ranged(time)
  }
}
