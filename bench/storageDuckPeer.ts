import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, type DuckDBConnection } from '@duckdb/node-api'
import { join } from 'node:path'
import { timed } from './storageData.ts'

interface Points {
  readonly time: Float64Array
  readonly value: Float64Array
}
const vector = 2048

/** DuckDB with one table of (series, time, value); `few` for what goes through JavaScript row by row or value by value, `all` for the query. */
export async function duckPeer(folder: string, few: Points, all: Points): Promise<{ ingest: number[]; scan: number[]; hourly: number[] }> {
  const instance = await DuckDBInstance.create(join(folder, 'peer.duckdb'))
  const connection = await instance.connect()
  const ingest: number[] = []
  const scan: number[] = []
  const hourly: number[] = []
  for (let round = 0; round < 3; round++) {
    await connection.run('CREATE OR REPLACE TABLE point (series INTEGER, time DOUBLE, value DOUBLE)')
    ingest.push(await timed(() => append(connection, 'point', few)))
    scan.push(await timed(() => read(connection, few.time.length)))
  }
  await connection.run('CREATE TABLE long (series INTEGER, time DOUBLE, value DOUBLE)')
  await append(connection, 'long', all)
  const query = 'SELECT floor(time / 3600000) * 3600000 AS hour, min(value), max(value), avg(value), count(*) FROM long WHERE series = 1 GROUP BY hour ORDER BY hour'
  for (let round = 0; round < 5; round++) hourly.push(await timed(async () => (await connection.runAndReadAll(query)).getColumns()))
  connection.closeSync()
  instance.closeSync()
  return { ingest, scan, hourly }
}

async function append(connection: DuckDBConnection, table: string, { time, value }: Points): Promise<void> {
  const appender = await connection.createAppender(table)
  for (let from = 0; from < time.length; from += vector) {
    const to = Math.min(time.length, from + vector)
    const chunk = DuckDBDataChunk.create([INTEGER, DOUBLE, DOUBLE], to - from)
    chunk.setColumns([Array.from({ length: to - from }, () => 1), Array.from(time.subarray(from, to)), Array.from(value.subarray(from, to))])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  await connection.run('CHECKPOINT')
}

async function read(connection: DuckDBConnection, n: number): Promise<Float64Array> {
  const time = new Float64Array(n)
  const value = new Float64Array(n)
  const result = await connection.stream('SELECT time, value FROM point WHERE series = 1 ORDER BY time')
  for (let at = 0; ; ) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return value
    // the columns are DOUBLE without NULL
    time.set(chunk.getColumnValues(0) as number[], at)
    value.set(chunk.getColumnValues(1) as number[], at)
    at += chunk.rowCount
  }
}
