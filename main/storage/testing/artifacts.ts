import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { OpenStore } from '../conformance.ts'
import { fresh } from './stores.ts'

export function artifactConformance(open: OpenStore): void {
  describe('artifacts', () => {
    it('keeps bytes with their hash, and the same content once', async () => {
      const { artifacts } = await fresh(open)
      const data = new TextEncoder().encode('line,reason\n7,no time\n')
      const info = await artifacts.put({ kind: 'rejects', name: 'a.csv', data })
      expect(info).toMatchObject({ kind: 'rejects', name: 'a.csv', bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') })
      expect(await artifacts.put({ kind: 'rejects', name: 'b.csv', data })).toEqual(info)
      expect(new Uint8Array(await artifacts.read(info.id))).toEqual(data)
      expect(await artifacts.info(info.id)).toEqual(info)
      const other = await artifacts.put({ kind: 'report', name: 'a.csv', data })
      expect(other.id).not.toBe(info.id)
      expect(await artifacts.list('rejects')).toEqual([info])
      expect(await artifacts.list()).toHaveLength(2)
      await artifacts.remove(info.id)
      await expect(artifacts.read(info.id)).rejects.toMatchObject({ code: 'not_found' })
      expect(new Uint8Array(await artifacts.read(other.id))).toEqual(data)
    })

    it('streams content of any size in and out, empty content too', async () => {
      const { artifacts } = await fresh(open)
      const pieces = [3_000_000, 1, 700_000, 0, 1_048_576].map((n, k) => new Uint8Array(n).map((_, i) => (i * 31 + k) & 255))
      async function* source() {
        yield* pieces
      }
      const info = await artifacts.put({ kind: 'weights', name: 'w', data: source() })
      expect(info.sha256).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'))
      const out: Uint8Array[] = []
      for await (const piece of artifacts.stream(info.id)) out.push(piece)
      expect(Buffer.compare(Buffer.concat(out), Buffer.concat(pieces))).toBe(0)
      const empty = await artifacts.put({ kind: 'weights', name: 'nothing', data: new Uint8Array() })
      expect(await artifacts.read(empty.id)).toHaveLength(0)
    })

    it('keeps nothing of a source that fails half way', async () => {
      const store = await fresh(open)
      async function* source() {
        yield new Uint8Array(2_000_000)
        throw new Error('the disk went away')
      }
      await expect(store.artifacts.put({ kind: 'weights', name: 'w', data: source() })).rejects.toThrow('the disk went away')
      expect(await store.artifacts.list()).toEqual([])
      expect((await store.check()).ok).toBe(true)
    })

    it('refuses a kind that would not make a plain id', async () => {
      const { artifacts } = await fresh(open)
      await expect(artifacts.put({ kind: '../x', name: 'n', data: new Uint8Array(1) })).rejects.toMatchObject({ code: 'bad_input' })
    })
  })
}
