import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dump, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { readStack } from './stack.ts'
import { laidOver } from './stackOverlay.ts'

const source = readFileSync(fileURLToPath(new URL('./stack.yaml', import.meta.url)), 'utf8')
const stacks = readStack(source)

/** The definition with one value replaced, by path. */
function changed(path: string, value: unknown): string {
  const root = load(source) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop()!
  const parent = keys.reduce((node, key) => (node[key] ??= {}) as Record<string, unknown>, root)
  parent[last] = value
  return dump(root)
}

describe('the stack definition', () => {
  it('gives production the figures of the brief', () => {
    const { dashboard, postgres, redis } = stacks.production.services
    expect(dashboard).toMatchObject({
      replicas: 3,
      rollout: { maxSurge: 1, maxUnavailable: 0 },
      resources: { requests: { cpu: '1000m', memory: '2Gi' }, limits: { cpu: '2000m', memory: '4Gi' } },
      autoscale: { min: 3, max: 10, cpu: 70, memory: 80, up: { stabilise: 60, percent: 100, period: 30 }, down: { stabilise: 300, percent: 50, period: 60 } },
      runAs: { user: 1000 },
    })
    expect(postgres).toMatchObject({ kind: 'statefulset', resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1000m', memory: '2Gi' } } })
    expect(redis).toMatchObject({ resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } } })
    expect(stacks.production.namespace).toBe('iot-system')
  })

  it('runs one replica on a project file in development, and nothing beside it', () => {
    const { services } = stacks.development
    expect(Object.keys(services)).toEqual(['dashboard'])
    expect(services['dashboard']).toMatchObject({ replicas: 1, rollout: 'recreate', autoscale: null, spare: null })
    expect(services['dashboard']!.environment['DATABASE_URI']).toMatch(/^sqlite:/)
    expect(services['dashboard']!.environment).not.toHaveProperty('PGPASSWORD')
  })

  it.each([
    ['services.dashboard.image.tag', 'latest', /exact version/],
    ['services.dashboard.image.tag', '7-alpine', /exact version/],
    ['services.dashboard.replicas', 2, /autoscaler's 3 to 10/],
    ['environments.development.services.dashboard.replicas', 2, /a project file has one server/],
    ['environments.development.services.dashboard.rollout', { maxSurge: 1, maxUnavailable: 0 }, /a project file has one server/],
    ['services.dashboard.environment.DATABASE_URI', 'sqlite:///data/project.telltale', /a project file has one server/],
    ['services.dashboard.autoscale.max', 2, /min must not exceed max/],
    ['services.dashboard.rollout', { maxSurge: 0, maxUnavailable: 0 }, /no pod could ever be replaced/],
    ['services.dashboard.spare.minAvailable', 3, /no node can ever be drained/],
    ['services.dashboard.volumes', [{ name: 'logs', path: '/logs', size: '1Gi', mode: 'ReadWriteOnce' }], /use recreate/],
    ['services.dashboard.live.exec', ['true'], /either http or exec/],
    ['services.dashboard.resources.requests.memory', '2 GB', /quantity/],
    ['services.dashboard.runAs.user', 0, /runAs.user/],
    ['services.dashboard.colour', 'green', /colour/],
    ['environments.staging.services.kafka', null, /there is no service of that name/],
    ['environments.development.services.dashboard.needs', ['postgres'], /needs postgres, which does not run there/],
    ['services.redis.environment.REDIS_PASSWORD', { secret: 'telltale-cache', key: 'pin' }, /no secret telltale-cache with a key pin/],
  ])('refuses %s = %j, saying where and why', (path, value, words) => {
    expect(() => readStack(changed(path, value))).toThrow(words)
  })

  it('takes a digest in place of an exact tag', () => {
    const image = { name: 'redis', tag: 'alpine', digest: `sha256:${'a'.repeat(64)}` }
    expect(readStack(changed('services.redis.image', image)).production.services['redis']!.image).toEqual(image)
  })

  it('names the line of a file that is no YAML', () => {
    expect(() => readStack('name: x\n  bad: [', 'stack.yaml')).toThrow(/stack\.yaml:\d+ is not valid YAML/)
  })

  it('holds no secret value: a variable that sounds like one is a reference', () => {
    for (const { services } of Object.values(stacks))
      for (const { environment } of Object.values(services))
        for (const [key, value] of Object.entries(environment)) if (/PASSWORD|TOKEN|SECRET|CREDENTIAL/.test(key)) expect(value, key).toEqual({ secret: expect.any(String), key: expect.any(String) })
  })
})

describe('laying one tree over another', () => {
  it('merges objects, replaces lists and values, and takes away what is null', () => {
    expect(laidOver({ a: { b: 1, c: 2 }, l: [1, 2], x: 1, y: {} }, { a: { c: 3 }, l: [3], x: null, y: null })).toEqual({ a: { b: 1, c: 3 }, l: [3] })
  })
})
