import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteStore } from '../main/storage/sqlite/index.ts'

interface Recording {
  readonly time: Float64Array
  readonly columns: readonly Float64Array[]
}

/** Stores every recording of a set, a series a sensor column and file, and says how much larger the project file is than an empty one. */
export async function storedSize(folder: string, data: string, set: 'skab' | 'tep'): Promise<{ points: number; bytes: number }> {
  const file = join(folder, `${set}.telltale`)
  await (await openSqliteStore({ file })).close()
  const empty = statSync(file).size
  const store = await openSqliteStore({ file })
  let series = 0
  let points = 0
  const files = readdirSync(join(data, set), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(set === 'skab' ? '.csv' : '.dat'))
  for (const name of files.toSorted()) {
    const { time, columns } = (set === 'skab' ? skab : tep)(readFileSync(join(data, set, name), 'utf8'))
    await store.telemetry.append(columns.map((value) => ({ series: ++series, time, value })))
    points += time.length * columns.length
  }
  await store.close()
  return { points, bytes: statSync(file).size - empty }
}

/** `datetime;8 sensors;labels`, one row a second with gaps. */
function skab(text: string): Recording {
  const rows = text.trim().split('\n').slice(1).map((line) => line.split(';'))
  return {
    time: Float64Array.from(rows, (row) => Date.parse(`${row[0]!.replace(' ', 'T')}Z`)),
    columns: Array.from({ length: 8 }, (_, k) => Float64Array.from(rows, (row) => Number(row[k + 1]))),
  }
}

/** 52 sensors in columns (one file has them in rows), every three minutes. */
function tep(text: string): Recording {
  const rows = text.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const lying = rows.length === 52
  const n = lying ? rows[0]!.length : rows.length
  return {
    time: Float64Array.from({ length: n }, (_, i) => i * 180_000),
    columns: Array.from({ length: 52 }, (_, k) => Float64Array.from({ length: n }, (_, i) => (lying ? rows[k]![i]! : rows[i]![k]!))),
  }
}
