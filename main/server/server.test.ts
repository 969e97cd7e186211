import { readFile } from 'node:fs/promises'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../contract/index.ts'
import { rejectWithFaults } from '../contract/rpcErrors.ts'
import { createTestRouter } from '../transport/testing/router.ts'
import { createHealth } from './health.ts'
import { openTestServer, type TestServer } from './testing/server.ts'
import { openUploads } from './uploads.ts'

let server: TestServer | null = null
const folders: string[] = []
async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-server-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  await server?.close()
  server = null
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

describe('server', () => {
  it('serves the contract over HTTP and WebSocket, with its description and a page of it', async () => {
    server = await openTestServer()
    expect(await (await fetch(`${server.url}/api/layouts`)).json()).toEqual([])
    const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as { paths: Record<string, unknown> }
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/assets', '/imports/preview', '/jobs/watch', '/events/{id}/verdict']))
    const page = await (await fetch(`${server.url}/api/docs`)).text()
    expect(page).toContain('POST /api/imports/preview')
    expect(page).not.toContain('<script')
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`)
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket, interceptors: [rejectWithFaults] }))
    expect(await client.layouts.save({ name: 'mine', layout: { a: 1 } })).toEqual({ name: 'mine', layout: { a: 1 } })
    socket.close()
  })

  it('takes a file as it comes and answers with its opaque ref', async () => {
    server = await openTestServer()
    const response = await fetch(`${server.url}/api/upload?name=${encodeURIComponent('pump ü.csv')}`, { method: 'POST', body: 'time,v\n1,2\n', headers: { 'content-type': 'text/csv' } })
    const { ref, name } = (await response.json()) as { ref: string; name: string }
    expect([response.status, name]).toEqual([200, 'pump ü.csv'])
    expect(ref).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says what is not built instead of an empty page, and serves it when it is', async () => {
    server = await openTestServer()
    const answer = await fetch(server.url)
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build') as string])
    await server.close()
    const pages = await freshFolder()
    await writeFile(join(pages, 'index.html'), '<p>workstation</p>')
    server = await openTestServer({ pages })
    expect(await (await fetch(server.url)).text()).toBe('<p>workstation</p>')
  })

  it('tells health by dependency: 200, or 503 with the cause', async () => {
    server = await openTestServer({ checks: { store: () => Promise.reject(new Error('disk gone')), worker: async () => ({ ok: true, words: 'Running.' }) } })
    const answer = await fetch(`${server.url}/health`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ status: 'failing', checks: { store: { status: 'failing', words: expect.stringContaining('disk gone') as string }, worker: { status: 'ok' } } })
  })

  it('counts requests by pattern, calls by outcome, and names the store and the workers', async () => {
    server = await openTestServer()
    await fetch(`${server.url}/api/layouts`)
    await fetch(`${server.url}/api/artifacts/nothing`)
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('iot_http_requests_total{method="GET",route="/api/artifacts/:id",status="404"} 1')
    expect(text).toContain('iot_calls_total{call="layouts.list",outcome="ok"} 1')
    expect(text).toContain('iot_store_bytes 4096')
    expect(text).toContain('iot_workers{lane="interactive",state="idle"} 1')
    expect(text).toContain('iot_anomaly_detection_total 0')
  })

  it('stops gracefully: not ready at once, what is in flight ends, then every connection', async () => {
    const seen = { waiting: 0, aborted: 0, streams: 0 }
    server = await openTestServer({ router: createTestRouter(seen) })
    const { url } = server
    const socket = new WebSocket(`${url.replace('http', 'ws')}/rpc`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const client = createORPCClient<{ probe: { wait(): Promise<unknown> } }>(new RPCLink({ websocket: socket, interceptors: [rejectWithFaults] }) as never)
    const waiting = client.probe.wait().then(() => 'answered', (error: { code: string }) => error.code)
    await expect.poll(() => seen.waiting).toBe(1)
    const stopping = server.stop(200)
    expect((await fetch(`${url}/ready`)).status).toBe(503)
    expect(await waiting).toBe('unreachable')
    await stopping
    await expect(fetch(`${url}/health`)).rejects.toThrow()
    await expect.poll(() => seen.aborted).toBe(1)
  })
})

describe('createHealth', () => {
  it('looks once for all who ask within the cache time', async () => {
    let looks = 0
    let now = 0
    const health = createHealth({ checks: { store: async () => ({ ok: ++looks > 0, words: '' }) }, version: '1', clock: () => now, cacheMs: 5000 })
    await Promise.all([health(), health()])
    now = 4999
    await health()
    expect(looks).toBe(1)
    now = 5000
    await health()
    expect(looks).toBe(2)
  })
  it('takes a look that does not come back for a failure', async () => {
    const health = createHealth({ checks: { store: () => new Promise(() => {}) }, version: '1', clock: () => 0, cacheMs: 0, deadlineMs: 1 })
    expect(await health()).toMatchObject({ status: 'failing', checks: { store: { words: expect.stringContaining('No answer') as string } } })
  })
})

describe('openUploads', () => {
  it('removes what was kept long enough and nothing else', async () => {
    const folder = join(await freshFolder(), 'u')
    let now = Date.now()
    let count = 0
    const { Readable } = await import('node:stream')
    const paths: string[] = []
    const uploads = openUploads({
      folder,
      register: async (path, name) => {
        paths.push(path)
        return { ref: 'r', name, bytes: 1 }
      },
      limitBytes: 100,
      keepMs: 60_000,
      clock: () => now,
      newName: () => `f${count++}`,
    })
    expect(await uploads.sweep()).toBe(0)
    await uploads.receive('a.csv', Readable.from([Buffer.from('abc')]))
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe('abc')
    expect(await uploads.sweep()).toBe(0)
    now += 120_000
    expect(await uploads.sweep()).toBe(1)
  })
})
