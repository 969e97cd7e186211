import { describe, expect, it } from 'vitest'
import { loadConfig } from './index.ts'

/** Settings over files that exist only here. */
async function open(files: Record<string, string>, env: Record<string, string> = {}) {
  const config = await loadConfig({
    env, directory: '/c', home: '/h',
    readFile: (path) => (path in files ? Promise.resolve(files[path] ?? '') : Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }))),
    writeFile: async (path, text) => void (files[path] = text),
  })
  return { config, files }
}
const own = '/h/settings.yaml'
const origin = (config: Awaited<ReturnType<typeof open>>['config'], path: string) => config.effective().find((each) => each.path === path)?.origin

describe('a changed setting', () => {
  it('is written into the user’s own file, wins over the shipped ones, and says so', async () => {
    const { config, files } = await open({ '/c/config.yaml': 'dashboard: { server: { drain: 7, port: 9000 } }' })
    expect(await config.change('dashboard.server.drain', '12')).toEqual([{ path: 'dashboard.server.drain', before: 7, after: 12 }])
    expect(config.get('dashboard.server.drain')).toBe(12)
    expect(origin(config, 'dashboard.server.drain')).toBe('settings.yaml')
    expect(files[own]).toContain('drain: 12')
    await config.change('dashboard.server.drain', null)
    expect([config.get('dashboard.server.drain'), config.get('dashboard.server.port')]).toEqual([7, 9000])
    expect(files[own]).not.toContain('drain')
  })

  it('out of range is refused with the range, and nothing is written', async () => {
    const { config, files } = await open({})
    await expect(config.change('dashboard.server.port', 70_000)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('0 to 65535') as string })
    await expect(config.change('no.such.key', 1)).rejects.toMatchObject({ code: 'bad_input' })
    expect(files).toEqual({})
  })

  it('that is a secret is refused and never reaches a file; the sentence names the variable', async () => {
    const { config, files } = await open({})
    await expect(config.change('dashboard.server.token', 'a-secret-of-sixteen')).rejects.toMatchObject({ message: expect.stringContaining('TELLTALE_SET_') as string })
    expect(JSON.stringify(files)).not.toContain('a-secret')
  })

  it('that opens the cage of the page is refused: the list of hosts whose links are opened', async () => {
    const { config, files } = await open({})
    await expect(config.change('shell.link_hosts', 'evil.example')).rejects.toMatchObject({ message: expect.stringContaining('TELLTALE_SET_SHELL_LINK_HOSTS') as string })
    expect(files).toEqual({})
    expect(config.get('shell.link_hosts')).toEqual([])
  })

  it('that the environment decides is refused with its name', async () => {
    const { config } = await open({}, { DASHBOARD_PORT: '9001' })
    await expect(config.change('dashboard.server.port', 9002)).rejects.toMatchObject({ message: expect.stringContaining('DASHBOARD_PORT') as string })
  })

  it('is taken as typed: nothing in it is filled in from the environment', async () => {
    const { config } = await open({}, { HOSTNAME_OF: 'evil' })
    await expect(config.change('dashboard.server.host', '${HOSTNAME_OF}')).rejects.toMatchObject({ code: 'bad_input' })
  })

  it('changes one after the other lose nothing', async () => {
    const { config } = await open({})
    await Promise.all([config.change('dashboard.server.drain', 3), config.change('system.log_level', 'debug'), config.change('dashboard.server.port', 1234)])
    expect([config.get('dashboard.server.drain'), config.get('system.log_level'), config.get('dashboard.server.port')]).toEqual([3, 'DEBUG', 1234])
  })
})
