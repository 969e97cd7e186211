import { Fault } from '../../../contract/errors.ts'
import type { Verdict } from '../../../contract/events.ts'
import type { Catalog, DetectionRow, EventRow } from '../../ports.ts'
import type { Connection, Row } from '../connection.ts'
import { body, found } from './rows.ts'

type DetectionBody = Omit<DetectionRow, 'id' | 'asset'>

export function detectionTable({ sql, read, write }: Connection): Catalog['detections'] {
  const byId = (id: number) => toDetection(found(sql('SELECT * FROM detection WHERE id = ?').get(id), 'detection', id))
  return {
    list: (asset) =>
      read(() =>
        (asset === undefined ? sql('SELECT * FROM detection ORDER BY id DESC').all() : sql('SELECT * FROM detection WHERE asset = ? ORDER BY id DESC').all(asset)).map(toDetection),
      ),
    get: (id) => read(() => byId(id)),
    add: ({ asset, ...rest }, events) =>
      write(() => {
        found(sql('SELECT id FROM asset WHERE id = ?').get(asset), 'asset', asset)
        const id = Number(sql('INSERT INTO detection (asset, body) VALUES (?, ?)').run(asset, JSON.stringify(rest)).lastInsertRowid)
        const seen = new Set<string>()
        for (const [position, event] of events.entries()) {
          if (seen.has(event.id)) throw new Fault('conflict', `Two events of one detection have the id ${event.id}.`, { event: event.id })
          seen.add(event.id)
          sql('INSERT INTO event (detection, id, position, body) VALUES (?, ?, ?, ?)').run(id, event.id, position, JSON.stringify(event))
        }
        return byId(id)
      }),
    update: (id, change) =>
      write(() => {
        const { id: _id, asset: _asset, ...rest } = { ...byId(id), ...change }
        sql('UPDATE detection SET body = ? WHERE id = ?').run(JSON.stringify(rest), id)
        return byId(id)
      }),
  }
}

export function eventTable({ sql, read, write }: Connection): Catalog['events'] {
  const newestVerdict = '(SELECT body FROM verdict WHERE verdict.event = event.id ORDER BY verdict.id DESC LIMIT 1) AS verdict'
  const history = (id: string) => sql('SELECT body FROM verdict WHERE event = ? ORDER BY id DESC').all(id)

  return {
    list: ({ asset } = {}) =>
      read(() => {
        const newest = `SELECT max(id) FROM detection ${asset === undefined ? '' : 'WHERE asset = ?'} GROUP BY asset`
        return sql(`SELECT detection, body, ${newestVerdict} FROM event WHERE detection IN (${newest}) ORDER BY detection, position`)
          .all(...(asset === undefined ? [] : [asset]))
          .map(toEvent)
      }),
    get: (id) => read(() => toEvent(found(sql(`SELECT detection, body, ${newestVerdict} FROM event WHERE id = ? ORDER BY detection DESC LIMIT 1`).get(id), 'event', id))),
    judge: (verdict) =>
      write(() => {
        found(sql('SELECT id FROM event WHERE id = ? LIMIT 1').get(verdict.event), 'event', verdict.event)
        sql('INSERT INTO verdict (event, body) VALUES (?, ?)').run(verdict.event, JSON.stringify(verdict))
      }),
    history: (id) => read(() => history(id).map((row) => body<Verdict>(row))),
  }
}

function toDetection(row: Row): DetectionRow {
  return { id: Number(row['id']), asset: Number(row['asset']), ...body<DetectionBody>(row) }
}

function toEvent(row: Row): { event: EventRow; verdict: Verdict | null } {
  return {
    event: { ...body<Omit<EventRow, 'detection'>>(row), detection: Number(row['detection']) },
    verdict: row['verdict'] === null ? null : body<Verdict>(row, 'verdict'),
  }
}
