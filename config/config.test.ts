import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { ConfigFault, loadConfig, type ConfigOptions } from './index.ts'
import { readYaml } from './layers.ts'
import { keys, variableOf, type Path } from './schema.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Settings from files that exist only here. */
function load(files: Record<string, string>, options: Partial<ConfigOptions> = {}) {
  return loadConfig({
    env: {},
    directory: '/c',
    readFile: (path) => {
      const text = files[path.replace('/c/', '')]
      return text === undefined ? Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' })) : Promise.resolve(text)
    },
    ...options,
  })
}
const fault = (files: Record<string, string>, options: Partial<ConfigOptions> = {}) =>
  load(files, options).then(
    () => expect.fail('it should have been refused'),
    (error: unknown) => error as ConfigFault,
  )

describe('loadConfig', () => {
  it('lets each layer win over the one before, and says which one did', async () => {
    const files = {
      'config.yaml': 'dashboard: { server: { port: 1001, host: a, drain: 1, body_limit: 3 } }\nsystem: { log_level: ERROR }',
      'config.staging.yaml': 'dashboard: { server: { port: 1002, host: b, drain: 2 } }',
      'my.yaml': 'dashboard: { server: { port: 1003, host: c } }',
    }
    const config = await load(files, { file: 'my.yaml', env: { ENVIRONMENT: 'staging', DASHBOARD_PORT: '1004' }, set: ['dashboard.server.port=1005'] })
    const seen = Object.fromEntries(config.effective().map(({ path, value, origin }) => [path, [value, origin]]))
    expect(seen).toMatchObject({
      environment: ['staging', 'ENVIRONMENT'],
      'dashboard.server.port': [1005, 'command line'],
      'dashboard.server.host': ['c', 'my.yaml'],
      'dashboard.server.drain': [2, 'config.staging.yaml'],
      'dashboard.server.body_limit': [3, 'config.yaml'],
      'system.log_level': ['ERROR', 'config.yaml'],
      'dashboard.server.upload_keep': [24, 'default'],
    })
  })

  it('reads every key from its variable and from the command line', async () => {
    const samples: Record<Path, [string, unknown]> = {
      environment: ['production', 'production'],
      'system.log_level': ['warning', 'WARNING'],
      'data_ingestion.database.uri': ['sqlite:/p.telltale', 'sqlite:/p.telltale'],
      'data_ingestion.watch_roots': ['/data/exports, D:\\loggers', ['/data/exports', 'D:\\loggers']],
      'dashboard.server.host': ['::1', '::1'],
      'dashboard.server.port': ['9000', 9000],
      'dashboard.server.origins': ['https://a.example, https://b.example:8443', ['https://a.example', 'https://b.example:8443']],
      'dashboard.server.token': ['0123456789abcdef', '0123456789abcdef'],
      'dashboard.server.body_limit': ['16', 16],
      'dashboard.server.upload_limit': ['100', 100],
      'dashboard.server.upload_keep': ['2', 2],
      'dashboard.server.drain': ['0', 0],
      'shell.link_hosts': ['docs.plant.example, wiki.plant.example', ['docs.plant.example', 'wiki.plant.example']],
      'mlflow.tracking_uri': ['http://mlflow:5000', 'http://mlflow:5000'],
      'monitoring.health.cache': ['1', 1],
      'performance.cpu.cores': ['4', 4],
    }
    for (const [path, [text, value]] of Object.entries(samples) as [Path, [string, unknown]][]) {
      expect((await load({}, { env: { [variableOf(path)]: text } })).get(path)).toEqual(value)
      expect((await load({}, { set: [`${path}=${text}`] })).get(path)).toEqual(value)
    }
  })

  it('takes the names that deployments know; an empty one counts as not set (E1, E2, E6, E7)', async () => {
    const config = await load({}, { env: { ENVIRONMENT: 'production', LOG_LEVEL: 'debug', DASHBOARD_PORT: '80', DATABASE_URI: 'sqlite:/a' } })
    expect([config.get('environment'), config.get('system.log_level'), config.get('dashboard.server.port'), config.get('data_ingestion.database.uri')]).toEqual(['production', 'DEBUG', 80, 'sqlite:/a'])
    expect((await load({}, { env: { DASHBOARD_PORT: '' } })).get('dashboard.server.port')).toBe(8050)
  })

  it('fills in placeholders, with a way out and an escape (C13)', async () => {
    const yaml = 'dashboard:\n  server:\n    port: ${PORT:-7000}\n    host: "${NAME}.example"\n    origins: ["https://${NAME}.example", "https://$${NAME}"]'
    const config = await load({ 'config.yaml': yaml }, { env: { NAME: 'plant' } })
    expect(config.get('dashboard.server.port')).toBe(7000)
    expect(config.get('dashboard.server.host')).toBe('plant.example')
    expect(config.get('dashboard.server.origins')).toEqual(['https://plant.example', 'https://${NAME}'])
  })

  it.each<[string, Record<string, string>, Partial<ConfigOptions>, string[]]>([
    ['an unknown key, with the nearest one', { 'config.yaml': '\ndashboard:\n  server:\n    prot: 1' }, {}, ['config.yaml, line 4', 'dashboard.server.prot', 'Did you mean dashboard.server.port?']],
    ['an unknown section', { 'config.yaml': 'redis:\n  host: a' }, {}, ['config.yaml, line 1', 'redis']],
    ['a value where a section belongs', { 'config.yaml': 'dashboard: 3' }, {}, ['dashboard']],
    ['a wrong type', { 'config.yaml': 'dashboard:\n  server:\n    port: many' }, {}, ['config.yaml, line 3', 'dashboard.server.port', '"many"', '0 to 65535']],
    ['a number out of range', { 'config.yaml': 'dashboard: { server: { port: 70000 } }' }, {}, ['70000', '0 to 65535']],
    ['a fraction', { 'config.yaml': 'dashboard: { server: { port: 80.5 } }' }, {}, ['80.5']],
    ['a key without a value', { 'config.yaml': 'system:\n  log_level:' }, {}, ['line 2', 'null', 'DEBUG, INFO']],
    ['a word that is none', { 'config.yaml': 'system: { log_level: LOUD }' }, {}, ['"LOUD"', 'DEBUG, INFO, WARNING, ERROR, CRITICAL']],
    ['an unknown environment', {}, { env: { ENVIRONMENT: 'prod' } }, ['ENVIRONMENT: environment', '"prod"', 'production']],
    ['a variable that is no number', {}, { env: { DASHBOARD_PORT: '80a' } }, ['DASHBOARD_PORT', '"80a"']],
    ['a variable of no key', {}, { env: { TELLTALE_SET_DASHBOARD_SERVER_PROT: '1' } }, ['TELLTALE_SET_DASHBOARD_SERVER_PROT', 'Did you mean TELLTALE_SET_DASHBOARD_SERVER_PORT?']],
    ['an unset placeholder', { 'config.yaml': 'dashboard:\n  server:\n    host: ${DB_HOST}' }, {}, ['config.yaml, line 3', 'DB_HOST', 'not set']],
    ['a placeholder without a name', { 'config.yaml': 'dashboard: { server: { host: "${}" } }' }, {}, ['names no environment variable']],
    ['broken YAML', { 'config.yaml': 'a: [1,\nb: 2' }, {}, ['config.yaml', 'not valid YAML']],
    ['a list for a file', { 'config.yaml': '- 1' }, {}, ['must hold keys and values']],
    ['a user file that is not there', {}, { file: '/c/mine.yaml' }, ['/c/mine.yaml', 'no such file']],
    ['a command line without a value', {}, { set: ['dashboard.server.port'] }, ['--set takes path=value']],
    ['a command line with an unknown path', {}, { set: ['port=1'] }, ['The command line', 'port']],
    ['two keys that contradict each other', { 'config.yaml': 'dashboard: { server: { body_limit: 9, upload_limit: 8 } }' }, {}, ['body_limit', 'must not exceed', '8 MB']],
    ['an overlay that names another environment', { 'config.staging.yaml': 'environment: production' }, { env: { ENVIRONMENT: 'staging' } }, ['config.staging.yaml, line 1', 'for staging']],
    ['a database nobody can open', {}, { env: { DATABASE_URI: 'mysql://h/d' } }, ['DATABASE_URI', 'sqlite:']],
  ])('refuses %s and says where and what is allowed', async (_what, files, options, words) => {
    const error = await fault(files, options)
    expect(error.code).toBe('bad_input')
    for (const one of words) expect(error.message).toContain(one)
  })

  it('never shows a secret: not as effective value, not in a fault, not in a change', async () => {
    const secret = 'correct-horse-battery'
    const files = { 'config.yaml': `dashboard: { server: { token: ${secret} } }` }
    const config = await load(files)
    expect(config.get('dashboard.server.token')).toBe(secret)
    expect(JSON.stringify(config.effective())).not.toContain(secret)
    files['config.yaml'] = `dashboard: { server: { token: ${secret}-2 } }`
    expect(JSON.stringify(await config.reload())).not.toContain(secret)
    const refused = await fault({ 'config.yaml': 'dashboard: { server: { token: "a b c" } }' })
    expect(refused.message + JSON.stringify(refused.detail)).not.toContain('a b c')
  })

  it('gives out values that cannot be changed (C5)', async () => {
    const config = await load({}, { set: ['dashboard.server.origins=https://a.example'] })
    expect(() => (config.get('dashboard.server.origins') as string[]).push('https://evil.example')).toThrow(TypeError)
  })

  it('reloads all or nothing, and tells what changed (C6)', async () => {
    const files = { 'config.yaml': 'dashboard: { server: { port: 1, drain: 1 } }' }
    const config = await load(files)
    const told: unknown[] = []
    const off = config.subscribe((changes) => told.push(changes))
    files['config.yaml'] = 'dashboard: { server: { port: 2, drain: -1 } }'
    await expect(config.reload()).rejects.toThrow(/drain/)
    expect([config.get('dashboard.server.port'), config.get('dashboard.server.drain')]).toEqual([1, 1])
    files['config.yaml'] = 'dashboard: { server: { port: 2, drain: 1 } }'
    expect(await config.reload()).toEqual([{ path: 'dashboard.server.port', before: 1, after: 2 }])
    expect(await config.reload()).toEqual([])
    expect(told).toHaveLength(1)
    off()
  })

  it('does not compile with a path that does not exist, and knows the type of each', async () => {
    const config = await load({})
    expectTypeOf(config.get('dashboard.server.port')).toEqualTypeOf<number>()
    expectTypeOf(config.get('environment')).toEqualTypeOf<'development' | 'staging' | 'production'>()
    // @ts-expect-error there is no such setting
    expect(config.get('dashboard.server.prot')).toBeUndefined()
  })

  it('survives any text in a file: it is read or refused as bad input, never anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom('a: *b', '&a [*a]', '? x', '!!js 1', 'a: !!binary x', '--- 1\n--- 2')), (source) => {
        try {
          readYaml(source, 'f.yaml', {})
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigFault)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the files that come with the program', () => {
  it('config.yaml shows every key with its default', async () => {
    const given = readYaml(await readFile(here('config.yaml'), 'utf8'), 'config.yaml', {})
    expect(given.map(({ path }) => path).sort()).toEqual(Object.keys(keys).sort())
    for (const { path, value } of given) expect([path, value]).toEqual([path, keys[path].default])
  })
  it.each([
    ['development', 'DEBUG', '127.0.0.1'],
    ['staging', 'INFO', '0.0.0.0'],
    ['production', 'WARNING', '0.0.0.0'],
  ])('%s logs from %s on and listens on %s', async (environment, level, host) => {
    const config = await loadConfig({ env: { ENVIRONMENT: environment }, directory: here('.') })
    expect([config.get('environment'), config.get('system.log_level'), config.get('dashboard.server.host')]).toEqual([environment, level, host])
  })
})

describe('the schema', () => {
  it('holds no key that no code reads', () => {
    const read = execFileSync('git', ['grep', '--untracked', '-hoE', String.raw`\.get\('[a-z_.]+'\)`, '--', 'main', ':!*.test.ts'], { cwd: here('..'), encoding: 'utf8' })
    const unread = Object.keys(keys).filter((path) => !read.includes(`.get('${path}')`))
    expect(unread).toEqual([])
  })
  it('has a sentence and a range for every key', () => {
    for (const [path, { sentence, range }] of Object.entries(keys)) {
      expect(sentence, path).toMatch(/^[A-Z].*\.$/)
      expect(range, path).not.toBe('')
    }
  })
})
