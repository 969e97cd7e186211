import { Fault } from '../../contract/errors.ts'
import { headerLength, toHeaderTable } from '../chunks/header.ts'
import { decodeParts, partDifferences, partsOf } from '../chunks/parts.ts'
import { differences, summarise } from '../chunks/summary.ts'
import type { Artifacts } from '../ports.ts'
import { contentHash } from './artifacts.ts'
import type { Connection } from './connection.ts'
import { checkSchema } from './migrate.ts'
import { parts as partsStep } from './migrations/002_parts.ts'
import { chunkTable, timeWords } from './telemetry/chunkTable.ts'
import { groupTable } from './telemetry/groups.ts'

/** Enough to see what happened; a file with more damage than this is restored anyway. */
const mostProblems = 200
const chunksAtOnce = 64

/** Reads the whole file, which may have an older schema: SQLite's own structures, every chunk against its checksum, header and parts, every artifact against its hash. */
export async function checkStore(connection: Connection, artifacts: Artifacts): Promise<{ ok: boolean; problems: string[] }> {
  const problems: string[] = []
  const note = (words: string) => {
    if (problems.length < mostProblems) problems.push(words)
  }
  const { sql, db } = connection
  await connection.read(() => {
    for (const row of db.pragma('integrity_check(100)') as { integrity_check: string }[]) if (row.integrity_check !== 'ok') note(`SQLite: ${row.integrity_check}`)
    for (const row of db.pragma('foreign_key_check') as { table: string }[]) note(`A row of ${row.table} refers to something that is not there.`)
  })
  const series = await connection.read(() => sql('SELECT DISTINCT series FROM chunk').all().map((row) => Number(row['series'])))
  const { version } = await checkSchema(connection)
  for (const one of series) await checkSeries(connection, one, { note, withParts: version >= partsStep.version })
  for (const info of await artifacts.list()) {
    try {
      if ((await contentHash(connection, info.id)) !== info.sha256) note(`Artifact ${info.id} does not fit its hash.`)
    } catch (error) {
      note(error instanceof Fault ? error.message : String(error))
    }
  }
  return { ok: problems.length === 0, problems }
}

async function checkSeries(connection: Connection, series: number, { note, withParts }: { note: (words: string) => void; withParts: boolean }): Promise<void> {
  const chunks = chunkTable(connection)
  const groups = groupTable(connection, chunks)
  await connection.read(() => {
    const packed = groups.packed(series)
    const rows = chunks.headers(series, -Infinity, Infinity, packed.length / headerLength)
    if (!toHeaderTable(rows).every((value, i) => sameNumber(value, packed[i] ?? NaN))) note(`The overview of series ${series} does not fit its chunks.`)
  })
  let behind = -Infinity
  for (let more = true; more; ) {
    more = await connection.read(() => {
      const headers = chunks.headersFrom(series, behind, chunksAtOnce)
      for (const header of headers) {
        const where = `series ${series} at ${timeWords(header.t0)}`
        if (header.t0 <= behind) note(`Chunks overlap in ${where}.`)
        behind = header.t1
        try {
          const points = chunks.points(series, header)
          if (points.time.some((t, i) => i > 0 && !(t > points.time[i - 1]!))) note(`Times do not rise in ${where}.`)
          const differs = differences(header, summarise(points))
          if (differs.length > 0) note(`The header of ${where} does not fit its points (${differs.join(', ')}).`)
          // chunks of an older program have none
          const blob = withParts ? chunks.partsBlob(header) : null
          const stored = blob && decodeParts(blob, header)
          if (blob && !(stored && partDifferences(stored, partsOf(points, header.worst)).length === 0)) note(`The parts of ${where} do not fit its points.`)
        } catch (error) {
          note(error instanceof Fault ? error.message : `A chunk of ${where} cannot be read: ${String(error)}`)
        }
      }
      return headers.length === chunksAtOnce
    })
  }
}

/** Equal, or both not a number. -0 is 0: SQLite keeps no sign of zero. */
function sameNumber(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}
