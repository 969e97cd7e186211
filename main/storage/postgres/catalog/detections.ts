import { Fault } from '../../../contract/errors.ts'
import type { Verdict } from '../../../contract/events.ts'
import type { Catalog, DetectionRow, EventRow } from '../../ports.ts'
import type { Connection, Row, Transaction } from '../connection.ts'
import { body, first, found, insertedId } from './rows.ts'

type DetectionBody = Omit<DetectionRow, 'id' | 'asset'>

export function detectionTable(connection: Connection): Catalog['detections'] {
  const byId = async (transaction: Transaction, id: number) => toDetection(found(await first(transaction, 'SELECT * FROM detection WHERE id = $1', [id]), 'detection', id))
  return {
    async list(asset) {
      const rows = asset === undefined ? await connection.glance('SELECT * FROM detection ORDER BY id DESC') : await connection.glance('SELECT * FROM detection WHERE asset = $1 ORDER BY id DESC', [asset])
      return rows.map(toDetection)
    },
    get: (id) => byId({ query: connection.glance }, id),
    add: ({ asset, ...rest }, events) =>
      connection.writeAlone(async (transaction) => {
        found(await first(transaction, 'SELECT id FROM asset WHERE id = $1', [asset]), 'asset', asset)
        const seen = new Set<string>()
        for (const { id } of events) {
          if (seen.has(id)) throw new Fault('conflict', `Two events of one detection have the id ${id}.`, { event: id })
          seen.add(id)
        }
        const id = await insertedId(transaction, 'INSERT INTO detection (asset, body) VALUES ($1, $2) RETURNING id', [asset, JSON.stringify(rest)])
        await transaction.query(
          'INSERT INTO event (detection, id, position, body) SELECT $1, list.id, list.position - 1, list.body::json FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS list (id, body, position)',
          [id, events.map((event) => event.id), events.map((event) => JSON.stringify(event))],
        )
        return byId(transaction, id)
      }),
    update: (id, change) =>
      connection.writeAlone(async (transaction) => {
        const { id: _id, asset: _asset, ...rest } = { ...(await byId(transaction, id)), ...change }
        await transaction.query('UPDATE detection SET body = $1 WHERE id = $2', [JSON.stringify(rest), id])
        return byId(transaction, id)
      }),
  }
}

export function eventTable(connection: Connection): Catalog['events'] {
  const newestVerdict = '(SELECT body FROM verdict WHERE verdict.event = event.id ORDER BY verdict.id DESC LIMIT 1) AS verdict'

  return {
    async list({ asset } = {}) {
      const newest = `SELECT max(id) FROM detection ${asset === undefined ? '' : 'WHERE asset = $1'} GROUP BY asset`
      const rows = await connection.glance(`SELECT detection, body, ${newestVerdict} FROM event WHERE detection IN (${newest}) ORDER BY detection, position`, asset === undefined ? [] : [asset])
      return rows.map(toEvent)
    },
    async get(id) {
      const [row] = await connection.glance(`SELECT detection, body, ${newestVerdict} FROM event WHERE id = $1 ORDER BY detection DESC LIMIT 1`, [id])
      return toEvent(found(row, 'event', id))
    },
    judge: (verdict) =>
      connection.writeAlone(async (transaction) => {
        found(await first(transaction, 'SELECT id FROM event WHERE id = $1 LIMIT 1', [verdict.event]), 'event', verdict.event)
        await transaction.query('INSERT INTO verdict (event, body) VALUES ($1, $2)', [verdict.event, JSON.stringify(verdict)])
      }),
    history: async (id) => (await connection.glance('SELECT body FROM verdict WHERE event = $1 ORDER BY id DESC', [id])).map((row) => body<Verdict>(row)),
  }
}

function toDetection(row: Row): DetectionRow {
  return { id: Number(row['id']), asset: Number(row['asset']), ...body<DetectionBody>(row) }
}

function toEvent(row: Row): { event: EventRow; verdict: Verdict | null } {
  return {
    event: { ...body<Omit<EventRow, 'detection'>>(row), detection: Number(row['detection']) },
    verdict: body<Verdict | null>(row, 'verdict'),
  }
}
