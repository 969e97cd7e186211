import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freshAddress, server } from './testing/database.ts'

const root = fileURLToPath(new URL('../../server.ts', import.meta.url))

/** A real server process with a home of its own, as each replica has. */
async function replica(address: string) {
  const home = await mkdtemp(join(tmpdir(), 'telltale-replica-'))
  const child = spawn(process.execPath, [root, '--home', home, '--port', '0'], { env: { ...process.env, DATABASE_URI: address }, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()))
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    await rm(home, { recursive: true })
  })
  const said = await Promise.race([once(child.stdout, 'data'), exited.then(() => [errors])])
  const url = /http:\S+/.exec(String(said[0]))?.[0]
  if (!url) throw new Error(`The server did not come up: ${errors}`)
  return {
    child, exited, url, errors: () => errors,
    get: async <T>(path: string) => (await (await fetch(`${url}/api${path}`)).json()) as T, // the contract's own types, as each test needs them
    post: (path: string, body: unknown) => fetch(`${url}/api${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }
}
type Replica = Awaited<ReturnType<typeof replica>>
interface JobShape {
  readonly id: number
  readonly state: string
  readonly progress: number | null
}

async function importThrough({ url, post, get }: Replica, name: string, rows: number): Promise<number> {
  const csv = ['time,pressure', ...Array.from({ length: rows }, (_, i) => `${new Date(1_700_000_000_000 + 1000 * i).toISOString()},${(i * 7919) % 101}`)].join('\n')
  const picked = (await (await fetch(`${url}/api/upload?name=${name}.csv`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: csv })).json()) as { ref: string }
  const { job } = (await (await post('/imports', { sources: [picked.ref], asset: name })).json()) as { job: number }
  await expect.poll(async () => (await get<JobShape>(`/jobs/${job}`)).state, { timeout: 60_000 }).toBe('done')
  return job
}

const namesAt = async ({ get }: Replica) => (await get<{ name: string }[]>('/assets')).map(({ name }) => name)

describe.skipIf(server === '')('replicas on one database', () => {
  it('start together on an empty database, see what each other imports, and go on when one is killed', async () => {
    const address = await freshAddress()
    const [first, second, third] = await Promise.all([replica(address), replica(address), replica(address)])
    for (const { url } of [first, second, third]) await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 30_000 }).toBe(200)
    const job = await importThrough(first, 'Pump', 5000)
    expect(await namesAt(second)).toEqual(['Pump'])
    expect(await third.get<JobShape>(`/jobs/${job}`)).toMatchObject({ state: 'done', result: { accepted: 5000 } })
    first.child.kill('SIGKILL')
    await first.exited
    await importThrough(second, 'Fan', 1000)
    expect(await namesAt(third)).toEqual(['Pump', 'Fan'])
    expect(second.errors() + third.errors()).not.toMatch(/"level":(50|60)|secret/)
  })

  it('see the job of a killed server as interrupted, and of two that take it up at once one does', async () => {
    const address = await freshAddress()
    const [first, second, third] = await Promise.all([replica(address), replica(address), replica(address)])
    const { job } = (await (await first.post('/imports/demo', {})).json()) as { job: number }
    await expect.poll(async () => (await second.get<JobShape>(`/jobs/${job}`)).progress ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
    expect((await second.post(`/jobs/${job}/resume`, {})).status).toBe(409)
    first.child.kill('SIGKILL')
    await first.exited
    await expect.poll(async () => (await second.get<JobShape[]>('/jobs'))[0]?.state, { timeout: 30_000 }).toBe('interrupted')
    const answers = await Promise.all([second, third].map((one) => one.post(`/jobs/${job}/resume`, {})))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    // cancelled through the one that does not run it
    const bystander = answers[0]?.status === 200 ? third : second
    await expect.poll(async () => (await bystander.get<JobShape[]>('/jobs'))[0]?.state, { timeout: 60_000 }).toBe('running')
    await bystander.post(`/jobs/${job}/cancel`, {})
    const runner = bystander === third ? second : third
    await expect.poll(async () => (await runner.get<JobShape>(`/jobs/${job}`)).state, { timeout: 60_000 }).toBe('cancelled')
  })
})
