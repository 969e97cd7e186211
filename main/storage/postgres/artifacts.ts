import { createHash } from 'node:crypto'
import { Fault } from '../../contract/errors.ts'
import { abandonedMs, checkKind, inParts, toInfo } from '../artifactParts.ts'
import type { Artifacts } from '../ports.ts'
import { first, found, insertedId } from './catalog/rows.ts'
import type { Connection, Transaction } from './connection.ts'

export function postgresArtifacts(connection: Connection, clock: () => number): Artifacts {
  const row = async (transaction: Transaction, id: string) => found(await first(transaction, 'SELECT * FROM artifact WHERE id = $1', [id]), 'artifact', id)
  const here: Transaction = { query: connection.glance }

  async function* stream(id: string): AsyncGenerator<Uint8Array> {
    const { upload, bytes } = await row(here, id)
    for (let index = 0, at = 0; at < Number(bytes); index++) {
      const data = (await first(here, 'SELECT data FROM upload_part WHERE upload = $1 AND part = $2', [upload, index]))?.['data']
      if (!(data instanceof Uint8Array)) throw new Fault('store_corrupt', `Artifact ${id} is incomplete in ${connection.name}. Restore the newest backup.`, { id })
      at += data.length
      yield data
    }
  }

  return {
    async put({ kind, name, data }) {
      checkKind(kind)
      const upload = await connection.write(async (transaction) => {
        await transaction.query('DELETE FROM upload WHERE started_at < $1 AND id NOT IN (SELECT upload FROM artifact)', [clock() - abandonedMs])
        return insertedId(transaction, 'INSERT INTO upload (started_at) VALUES ($1) RETURNING id', [clock()])
      })
      const forget = () => connection.write(({ query }) => query('DELETE FROM upload WHERE id = $1', [upload]))
      const hash = createHash('sha256')
      let bytes = 0
      let parts = 0
      try {
        for await (const piece of inParts(data)) {
          hash.update(piece)
          bytes += piece.length
          const part = parts++
          await connection.write(({ query }) => query('INSERT INTO upload_part (upload, part, data) VALUES ($1, $2, $3)', [upload, part, piece]))
        }
      } catch (error) {
        await forget()
        throw error
      }
      const sha256 = hash.digest('hex')
      const id = `${kind}-${sha256}`
      return connection.write(async (transaction) => {
        // of two processes that store the same content at once, the second waits here for the first, and finds it there
        const added = await transaction.query(
          'INSERT INTO artifact (id, kind, name, bytes, sha256, created_at, upload) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id',
          [id, kind, name, bytes, sha256, clock(), upload],
        )
        if (added.length === 0) await transaction.query('DELETE FROM upload WHERE id = $1', [upload])
        return toInfo(await row(transaction, id))
      })
    },
    info: async (id) => toInfo(await row(here, id)),
    async read(id) {
      const parts: Uint8Array[] = []
      for await (const piece of stream(id)) parts.push(piece)
      return Buffer.concat(parts)
    },
    stream,
    async list(kind) {
      const rows = kind === undefined ? await connection.glance('SELECT * FROM artifact ORDER BY created_at, id') : await connection.glance('SELECT * FROM artifact WHERE kind = $1 ORDER BY created_at, id', [kind])
      return rows.map(toInfo)
    },
    remove: (id) =>
      connection.write(async (transaction) => {
        const { upload } = await row(transaction, id)
        await transaction.query('DELETE FROM artifact WHERE id = $1', [id])
        await transaction.query('DELETE FROM upload WHERE id = $1', [upload])
      }),
  }
}
