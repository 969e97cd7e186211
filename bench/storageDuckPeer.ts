import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, type DuckDBConnection } from '@duckdb/node-api'
import { join } from 'node:path'
import { timed } from './storageData.ts'

interface Points {
  readonly time: Float64Array
  readonly value: Float64Array
}
const vector = 2048

/** DuckDB with one table of (series, time, value); `few` for what goes through JavaScript value by value, `all` for the query. */
export async function openDuckPeer(folder: string, few: Points, all: Points) {
  const instance = await DuckDBInstance.create(join(folder, 'peer.duckdb'))
  const connection = await instance.connect()
  await connection.run('CREATE TABLE long (series INTEGER, time DOUBLE, value DOUBLE)')
  await append(connection, 'long', all)
  const target = { time: new Float64Array(few.time.length), value: new Float64Array(few.time.length) }
  const query = 'SELECT floor(time / 3600000) * 3600000 AS hour, min(value), max(value), avg(value), count(*) FROM long WHERE series = 1 GROUP BY hour ORDER BY hour'
  return {
    async round(): Promise<{ ingest: number; scan: number; hourly: number }> {
      await connection.run('CREATE OR REPLACE TABLE point (series INTEGER, time DOUBLE, value DOUBLE)')
      return {
        ingest: await timed(() => append(connection, 'point', few)),
        scan: await timed(() => read(connection, target)),
        hourly: await timed(async () => (await connection.runAndReadAll(query)).getColumns()),
      }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
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

async function read(connection: DuckDBConnection, { time, value }: Points): Promise<void> {
  const result = await connection.stream('SELECT time, value FROM point WHERE series = 1 ORDER BY time')
  for (let at = 0; ; ) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    // the columns are DOUBLE without NULL
    time.set(chunk.getColumnValues(0) as number[], at)
    value.set(chunk.getColumnValues(1) as number[], at)
    at += chunk.rowCount
  }
}
