import { describe, expect, it } from 'vitest'
import { testCore } from './testing/core.ts'

describe('the list of rejected rows', () => {
  it('is read in pieces, under the name that its import gave it', async () => {
    const { core, client, store } = await testCore()
    const text = 'file,line,reason,text\npump.csv,7,no number,x;y\n'
    const { id } = await store.artifacts.put({ kind: 'rejects', name: 'rejects of pump.csv.csv', data: Buffer.from(text) })
    const first = await client.imports.readRejects({ id, offset: 0, length: 10 })
    expect([first.name, first.size, await first.bytes.text()]).toEqual(['rejects of pump.csv.csv', text.length, text.slice(0, 10)])
    expect(await (await client.imports.readRejects({ id, offset: 10, length: 1000 })).bytes.text()).toBe(text.slice(10))
    await core.close()
  })

  it('is no door to other artifacts', async () => {
    const { core, client, store } = await testCore()
    const { id } = await store.artifacts.put({ kind: 'weights', name: 'w', data: new Uint8Array(8) })
    await expect(client.imports.readRejects({ id, offset: 0, length: 8 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(client.imports.readRejects({ id: 'rejects-none', offset: 0, length: 8 })).rejects.toMatchObject({ code: 'not_found' })
    await core.close()
  })
})
