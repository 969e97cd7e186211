import Database from 'better-sqlite3'
import { join } from 'node:path'
import { timed } from './storageData.ts'

/** One row a point, keyed by series and time: what one would write without thinking about it. */
export async function rowPeer(folder: string, points: { time: Float64Array; value: Float64Array }): Promise<{ ingest: number[]; scan: number[] }> {
  const ingest: number[] = []
  const scan: number[] = []
  for (let round = 0; round < 3; round++) {
    const db = new Database(join(folder, `rows-${round}.db`))
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.exec('CREATE TABLE point (series INTEGER, time REAL, value REAL, quality INTEGER, PRIMARY KEY (series, time)) WITHOUT ROWID')
    const insert = db.prepare('INSERT INTO point VALUES (1, ?, ?, 0)')
    const fill = db.transaction(() => {
      for (let i = 0; i < points.time.length; i++) insert.run(points.time[i], points.value[i])
    })
    ingest.push(await timed(fill))
    const select = db.prepare<[], [number, number]>('SELECT time, value FROM point WHERE series = 1 ORDER BY time').raw()
    scan.push(
      await timed(() => {
        const time = new Float64Array(points.time.length)
        const value = new Float64Array(points.time.length)
        let at = 0
        for (const row of select.iterate()) {
          time[at] = row[0]
          value[at++] = row[1]
        }
        return value
      }),
    )
    db.close()
  }
  return { ingest, scan }
}
