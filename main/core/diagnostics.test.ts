import { describe, expect, it } from 'vitest'
import { redact } from './diagnostics.ts'
import { testCore } from './testing/core.ts'

describe('diagnostics', () => {
  it('hold no planted secret, whichever way it got in', () => {
    const secret = 'hunter2Kx9QzT4w'
    const ways = {
      uri: `postgres://plant:${secret}@db.plant.example/x`, message: `GET refused: Authorization: Bearer ${secret}`, text: `the server said password=${secret}; try again`, json: `{"api_key": "${secret}"}`,
      deep: { list: [{ token: secret }, { clientSecret: secret }] }, key: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`, query: `https://x.example/y?token=${secret}&z=1`,
    }
    const text = redact(ways)
    expect(text).not.toContain(secret)
    expect(text).toContain('db.plant.example/x')
  })

  it('leave out who works here and what the plant is called', () => {
    expect(redact({ doing: 'Reading Boiler 7 from /home/jane/plant.csv' }, { names: ['Boiler 7'] })).toBe('{\n  "doing": "Reading (name) from /home/(user)/plant.csv"\n}')
  })

  it('leave out the folder of the user wherever the system keeps it', () => {
    expect(redact('cannot read /data/people/jane/a.csv', { userHome: '/data/people/jane' })).toBe('"cannot read (home)/a.csv"')
  })

  it('are one file with versions, counts and jobs, and no name of an asset', async () => {
    const { client, store } = await testCore()
    await store.catalog.assets.ensure({ name: 'Boiler feed pump 7' })
    const { name, bytes } = await client.settings.diagnostics()
    expect(name).toBe('telltale-diagnostics-2026-01-01T000000.json')
    const text = await bytes.text()
    expect(text).not.toContain('Boiler feed pump 7')
    expect(JSON.parse(text)).toMatchObject({ counts: { assets: 1, events: 0 }, about: { version: '0' }, jobs: [] })
  })
})

describe('settings', () => {
  it('are not changed where nobody may', async () => {
    const { client } = await testCore()
    await expect(client.settings.change({ path: 'system.log_level', value: 'DEBUG' })).rejects.toMatchObject({ code: 'not_supported' })
  })
})
