import Database from 'better-sqlite3'
import { join } from 'node:path'
import { timed } from './storageData.ts'

/** One row a point, keyed by series and time: what one would write without thinking about it. One round. */
export async function rowPeer(folder: string, round: number, points: { time: Float64Array; value: Float64Array }): Promise<{ ingest: number; scan: number }> {
  const n = points.time.length
  const target = { time: new Float64Array(n), value: new Float64Array(n) }
  const db = new Database(join(folder, `rows-${round}.db`))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec('CREATE TABLE point (series INTEGER, time REAL, value REAL, quality INTEGER, PRIMARY KEY (series, time)) WITHOUT ROWID')
  const insert = db.prepare('INSERT INTO point VALUES (1, ?, ?, 0)')
  const fill = db.transaction(() => {
    for (let i = 0; i < n; i++) insert.run(points.time[i], points.value[i])
  })
  const ingest = await timed(fill)
  const select = db.prepare<[], [number, number]>('SELECT time, value FROM point WHERE series = 1 ORDER BY time').raw()
  const scan = await timed(() => {
    let at = 0
    for (const row of select.iterate()) {
      target.time[at] = row[0]
      target.value[at++] = row[1]
    }
  })
  db.close()
  return { ingest, scan }
}
