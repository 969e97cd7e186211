import { createHash } from 'node:crypto'
import { Fault } from '../../contract/errors.ts'
import { headerAt } from '../chunks/header.ts'
import { decodeParts, partDifferences, partsOf } from '../chunks/parts.ts'
import { differences, summarise } from '../chunks/summary.ts'
import type { Artifacts } from '../ports.ts'
import type { Connection } from './connection.ts'
import { chunksIn, chunkTable, timeWords } from './telemetry/chunkTable.ts'

/** Enough to see what happened; a database with more damage than this is restored anyway. */
const mostProblems = 200

/** Reads everything: every chunk against its checksum, its header, its parts and its columns, every artifact against its hash. The server's own pages are for `pg_amcheck`. */
export async function checkStore(connection: Connection, artifacts: Artifacts): Promise<{ ok: boolean; problems: string[] }> {
  const problems: string[] = []
  const note = (words: string) => {
    if (problems.length < mostProblems) problems.push(words)
  }
  for (const row of await connection.glance('SELECT DISTINCT series FROM chunk ORDER BY series')) await checkSeries(connection, Number(row['series']), note)
  for (const info of await artifacts.list()) {
    try {
      const hash = createHash('sha256')
      for await (const piece of artifacts.stream(info.id)) hash.update(piece)
      if (hash.digest('hex') !== info.sha256) note(`Artifact ${info.id} does not fit its hash.`)
    } catch (error) {
      note(error instanceof Fault ? error.message : String(error))
    }
  }
  return { ok: problems.length === 0, problems }
}

async function checkSeries(connection: Connection, series: number, note: (words: string) => void): Promise<void> {
  const chunks = chunkTable(connection.name)
  await connection.read(async (transaction) => {
    const table = await chunks.headers(transaction, series, -Infinity, Infinity)
    const columns = await transaction.query('SELECT t0, t1, n, min, max, bytes, parts FROM chunk WHERE series = $1 ORDER BY t0', [series])
    let behind = -Infinity
    for (let index = 0; index < chunksIn(table); index++) {
      const header = headerAt(table, index)
      const where = `series ${series} at ${timeWords(header.t0)}`
      if (header.t0 <= behind) note(`Chunks overlap in ${where}.`)
      behind = header.t1
      const row = columns[index]
      if (row && (['t0', 't1', 'n', 'min', 'max', 'bytes'] as const).some((name) => !sameNumber(header[name], row[name] === null ? NaN : Number(row[name])))) note(`The row of ${where} does not fit its header.`)
      try {
        const [points] = await chunks.points(transaction, series, [header.t0])
        if (!points) continue // points() gives one for each time asked for
        if (points.time.some((t, i) => i > 0 && !(t > points.time[i - 1]!))) note(`Times do not rise in ${where}.`)
        const differs = differences(header, summarise(points))
        if (differs.length > 0) note(`The header of ${where} does not fit its points (${differs.join(', ')}).`)
        // parts that are not of these points are left over from a change by an older program, and never used
        const stored = row?.['parts'] instanceof Uint8Array ? decodeParts(row['parts'], header) : null
        if (stored && partDifferences(stored, partsOf(points, header.worst)).length > 0) note(`The parts of ${where} do not fit its points.`)
      } catch (error) {
        note(error instanceof Fault ? error.message : `A chunk of ${where} cannot be read: ${String(error)}`)
      }
    }
  })
}

/** Equal, or both not a number. -0 is 0. */
function sameNumber(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}
