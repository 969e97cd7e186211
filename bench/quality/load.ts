/** Small readers of the public recordings, each straight to columns. A missing set gives undefined: its rows are left out. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { RowRange } from '../../models/series/frame.ts'

export type Columns = Float64Array[]

export interface Labelled {
  readonly name: string
  readonly columns: Columns
  readonly labels: Uint8Array
  /** Rows of the reference, where they are not those of the protocol. */
  readonly reference?: number
}

/** Rows of numbers to columns. */
function columnsOf(rows: readonly (readonly number[])[]): Columns {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, c) => Float64Array.from(rows, (row) => row[c]))
}

const lines = (path: string) => readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '')

export function loadSkab(data: string): { runs: Labelled[]; clean: Columns } | undefined {
  const folder = join(data, 'skab')
  if (!existsSync(folder)) return undefined
  const read = (path: string) => columnsOf(lines(path).slice(1).map((line) => line.split(';').slice(1).map(Number)))
  const runs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(valve1|valve2|other)[\\/].*\.csv$/.test(path))
    .toSorted()
    .map((path) => {
      const columns = read(join(folder, path))
      return { name: path, columns: columns.slice(0, 8), labels: Uint8Array.from(columns[8]) }
    })
  return { runs, clean: read(join(folder, 'anomaly-free.csv')).slice(0, 8) }
}

export interface Telemetry {
  readonly name: string
  readonly train: Columns
  readonly test: Columns
  readonly labels: RowRange[]
}

/** NumPy .npy, C order, little-endian float64, two dimensions. */
function loadNpy(path: string): Columns {
  const bytes = readFileSync(path)
  const headerLength = bytes.readUInt16LE(8)
  const header = bytes.toString('latin1', 10, 10 + headerLength)
  const [rows, width] = /\((\d+), (\d+)\)/.exec(header)!.slice(1).map(Number)
  if (!header.includes("'<f8'") || header.includes('True')) throw new Error(`${path}: expected C order float64, got ${header}`)
  const start = bytes.byteOffset + 10 + headerLength
  const values = new Float64Array(bytes.buffer.slice(start, start + rows * width * 8))
  return Array.from({ length: width }, (_, c) => Float64Array.from({ length: rows }, (_r, r) => values[r * width + c]))
}

export function loadTelemetry(data: string): Telemetry[] | undefined {
  const folder = join(data, 'smap_msl')
  if (!existsSync(folder)) return undefined
  const labels = new Map<string, RowRange[]>()
  for (const line of lines(join(folder, 'labeled_anomalies.csv')).slice(1)) {
    const [, name, sequences] = /^([^,]+),[^,]+,"(\[.*?\]\])"/.exec(line) ?? []
    if (!name) continue
    const pairs = (JSON.parse(sequences) as number[][]).map(([from, last]) => ({ from, to: last + 1 })) // pairs of numbers by the format
    labels.set(name, [...(labels.get(name) ?? []), ...pairs].toSorted((a, b) => a.from - b.from))
  }
  return readdirSync(join(folder, 'test'))
    .filter((file) => file.endsWith('.npy'))
    .toSorted()
    .map((file) => {
      const name = file.slice(0, -4)
      return { name, train: loadNpy(join(folder, 'train', file)), test: loadNpy(join(folder, 'test', file)), labels: labels.get(name) ?? [] }
    })
}

export interface Plant {
  /** The row in which faults begin, where it is not that of the protocol. */
  readonly onset?: number
  readonly train: Columns
  readonly normal: Columns
  readonly faults: { name: string; columns: Columns }[]
}

export function loadTep(data: string): Plant | undefined {
  const folder = join(data, 'tep')
  if (!existsSync(folder)) return undefined
  const read = (name: string) => lines(join(folder, name)).map((line) => Float64Array.from(line.trim().split(/\s+/), Number))
  // d00.dat is stored transposed: its lines already are the columns.
  const train = read('d00.dat')
  const transpose = (name: string) => columnsOf(read(name).map((row) => [...row]))
  const faults = readdirSync(folder)
    .filter((file) => /^d(?!00)\d\d_te\.dat$/.test(file))
    .toSorted()
    .map((file) => ({ name: file, columns: transpose(file) }))
  return { train, normal: transpose('d00_te.dat'), faults }
}

/** The vibration columns (`*_time`) of one CWRU file, MATLAB v5. */
export function loadVibration(data: string, name: string): Columns | undefined {
  const path = join(data, 'cwru', `${name}.mat`)
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  const columns: Columns = []
  for (let at = 128; at + 8 <= bytes.length; ) {
    const type = bytes.readUInt32LE(at)
    const size = bytes.readUInt32LE(at + 4)
    const body = bytes.subarray(at + 8, at + 8 + size)
    const matrix = type === 15 ? inflateSync(body).subarray(8) : body
    const column = vibrationColumn(matrix)
    if (column) columns.push(column)
    at += 8 + (type === 15 ? size : Math.ceil(size / 8) * 8)
  }
  const rows = Math.min(...columns.map((column) => column.length))
  return columns.map((column) => column.subarray(0, rows))
}

function vibrationColumn(matrix: Buffer): Float64Array | undefined {
  const parts: { type: number; body: Buffer }[] = []
  for (let at = 0; at + 8 <= matrix.length && parts.length < 4; ) {
    const first = matrix.readUInt32LE(at)
    const small = first >>> 16 !== 0
    const size = small ? first >>> 16 : matrix.readUInt32LE(at + 4)
    parts.push({ type: first & 0xffff, body: matrix.subarray(at + (small ? 4 : 8), at + (small ? 4 : 8) + size) })
    at += small ? 8 : 8 + Math.ceil(size / 8) * 8
  }
  const [, , name, values] = parts
  if (!name?.body.toString('latin1').endsWith('_time') || values?.type !== 9) return undefined
  return Float64Array.from({ length: values.body.length / 8 }, (_, i) => values.body.readDoubleLE(i * 8))
}

export interface Water {
  readonly train: Columns
  readonly test: Columns
  readonly labels: Uint8Array
}

export function loadBatadal(data: string): Water | undefined {
  const folder = join(data, 'batadal')
  if (!existsSync(folder)) return undefined
  const read = (name: string) => columnsOf(lines(join(folder, name)).slice(1).map((line) => line.split(',').slice(1).map(Number)))
  const test = read('BATADAL_dataset04.csv')
  const flag = test[test.length - 1]
  return { train: read('BATADAL_dataset03.csv').slice(0, -1), test: test.slice(0, -1), labels: Uint8Array.from(flag, (x) => (x === 1 ? 1 : 0)) }
}

export interface Single {
  readonly name: string
  readonly time: Float64Array
  readonly column: Float64Array
  readonly labels: RowRange[]
}

export function loadNab(data: string): Single[] | undefined {
  const folder = join(data, 'nab')
  if (!existsSync(folder)) return undefined
  const windows = JSON.parse(readFileSync(join(folder, 'combined_windows.json'), 'utf8')) as Record<string, [string, string][]> // NAB's format
  const epoch = (text: string) => Date.parse(`${text.trim().replace(' ', 'T').slice(0, 19)}Z`)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.csv'))
    .toSorted()
    .map((path) => {
      const rows = lines(join(folder, path)).slice(1).map((line) => line.split(','))
      const time = Float64Array.from(rows, (row) => epoch(row[0]))
      const name = path.replaceAll('\\', '/')
      const labels = (windows[name] ?? []).map(([start, end]) => ({ from: time.findIndex((t) => t >= epoch(start)), to: time.findLastIndex((t) => t <= epoch(end)) + 1 }))
      return { name, time, column: Float64Array.from(rows, (row) => Number(row[1])), labels }
    })
}
