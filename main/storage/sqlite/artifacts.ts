import { createHash } from 'node:crypto'
import { Fault } from '../../contract/errors.ts'
import { abandonedMs, checkKind, inParts, toInfo } from '../artifactParts.ts'
import type { Artifacts } from '../ports.ts'
import type { Connection } from './connection.ts'
import { found } from './catalog/rows.ts'

export function sqliteArtifacts(connection: Connection, clock: () => number): Artifacts {
  const { sql, read, write } = connection
  const row = (id: string) => found(sql('SELECT * FROM artifact WHERE id = ?').get(id), 'artifact', id)
  const part = (upload: unknown, index: number) => sql('SELECT data FROM upload_part WHERE upload = ? AND part = ?').get(upload, index)?.['data']

  async function* stream(id: string): AsyncGenerator<Uint8Array> {
    const { upload, bytes } = await read(() => row(id))
    for (let index = 0, at = 0; at < Number(bytes); index++) {
      const data = await read(() => part(upload, index))
      if (!(data instanceof Uint8Array)) throw new Fault('store_corrupt', `Artifact ${id} is incomplete in ${connection.file}. Restore the newest backup.`, { id })
      at += data.length
      yield data
    }
  }

  return {
    async put({ kind, name, data }) {
      checkKind(kind)
      const upload = await write(() => {
        sql('DELETE FROM upload WHERE started_at < ? AND id NOT IN (SELECT upload FROM artifact)').run(clock() - abandonedMs)
        return Number(sql('INSERT INTO upload (started_at) VALUES (?)').run(clock()).lastInsertRowid)
      })
      const hash = createHash('sha256')
      let bytes = 0
      let parts = 0
      try {
        for await (const piece of inParts(data)) {
          hash.update(piece)
          bytes += piece.length
          const index = parts++
          await write(() => sql('INSERT INTO upload_part (upload, part, data) VALUES (?, ?, ?)').run(upload, index, piece))
        }
      } catch (error) {
        await write(() => sql('DELETE FROM upload WHERE id = ?').run(upload))
        throw error
      }
      const sha256 = hash.digest('hex')
      const id = `${kind}-${sha256}`
      return write(() => {
        const there = sql('SELECT * FROM artifact WHERE id = ?').get(id)
        if (there) {
          sql('DELETE FROM upload WHERE id = ?').run(upload)
          return toInfo(there)
        }
        sql('INSERT INTO artifact (id, kind, name, bytes, sha256, created_at, upload) VALUES (?, ?, ?, ?, ?, ?, ?)').run(id, kind, name, bytes, sha256, clock(), upload)
        return toInfo(row(id))
      })
    },
    info: (id) => read(() => toInfo(row(id))),
    async read(id) {
      const parts: Uint8Array[] = []
      for await (const piece of stream(id)) parts.push(piece)
      return Buffer.concat(parts)
    },
    stream,
    list: (kind) =>
      read(() =>
        (kind === undefined ? sql('SELECT * FROM artifact ORDER BY created_at, id').all() : sql('SELECT * FROM artifact WHERE kind = ? ORDER BY created_at, id').all(kind)).map(toInfo),
      ),
    remove: (id) =>
      write(() => {
        const { upload } = row(id)
        sql('DELETE FROM artifact WHERE id = ?').run(id)
        sql('DELETE FROM upload WHERE id = ?').run(upload)
      }),
  }
}

/** SHA-256 of what is stored of an artifact, whatever its row claims. */
export async function contentHash(connection: Connection, id: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of sqliteArtifacts(connection, () => 0).stream(id)) hash.update(piece)
  return hash.digest('hex')
}
