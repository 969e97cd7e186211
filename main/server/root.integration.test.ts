import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../server.ts', import.meta.url))

/** Starts the real server; resolves with its address, or with its exit code when it does not come up. */
async function start(home: string, ...args: string[]) {
  const child = spawn(process.execPath, [root, '--home', home, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()))
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const url = await Promise.race([
    (async () => /http:\S+/.exec(String(((await once(child.stdout, 'data')) as [Buffer])[0]))?.[0] ?? '')(),
    exited.then(() => ''),
  ])
  return { child, url, exited, errors: () => errors }
}

describe('main/server.ts', () => {
  it('comes up healthy on a free port, and ends with code 0 on SIGTERM, its workers with it', async () => {
    const home = await mkdtemp(join(tmpdir(), 'telltale-root-'))
    const { child, url, exited } = await start(home)
    await expect.poll(async () => (await fetch(`${url}/health`)).status, { timeout: 30_000 }).toBe(200)
    const about = (await (await fetch(`${url}/api/about`)).json()) as { shell: string; workers: { pid: number }[] }
    expect(about.shell).toBe('server')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    for (const { pid } of about.workers) expect(() => process.kill(pid, 0)).toThrow()
    await rm(home, { recursive: true })
  })

  it('keeps what was stored over a kill -9', async () => {
    const home = await mkdtemp(join(tmpdir(), 'telltale-root-'))
    const first = await start(home)
    await fetch(`${first.url}/api/layouts`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'mine', layout: 1 }) })
    first.child.kill('SIGKILL')
    await first.exited
    const second = await start(home)
    expect(await (await fetch(`${second.url}/api/layouts`)).json()).toEqual([{ name: 'mine', layout: 1 }])
    second.child.kill('SIGTERM')
    await second.exited
    await rm(home, { recursive: true })
  })

  it('is the only server of a project file: a second ends with code 1 and says who serves it, until the first has ended', async () => {
    const home = await mkdtemp(join(tmpdir(), 'telltale-root-'))
    const first = await start(home)
    const second = await start(home)
    expect(await second.exited).toEqual([1, null])
    expect(JSON.parse(second.errors())).toMatchObject({ level: 'fatal', code: 'conflict', message: expect.stringContaining(`Another server (process ${first.child.pid} on `) as string })
    expect((await fetch(`${first.url}/health`)).status).toBe(200)
    first.child.kill('SIGKILL')
    await first.exited
    const third = await start(home)
    expect(third.url).toMatch(/^http:/)
    third.child.kill('SIGTERM')
    expect(await third.exited).toEqual([0, null])
    await rm(home, { recursive: true })
  })

  it('says in one line which setting it cannot use, and ends with code 2', async () => {
    const { exited, errors } = await start(tmpdir(), '--set', 'dashboard.server.prot=1')
    expect(await exited).toEqual([2, null])
    expect(JSON.parse(errors())).toMatchObject({ code: 'bad_input', message: expect.stringContaining('Did you mean dashboard.server.port?') as string })
  })
})
