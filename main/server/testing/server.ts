import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import { Fault } from '../../contract/errors.ts'
import { createHealth, type Health } from '../health.ts'
import { createHttpServer, type HttpOptions, type HttpServer } from '../http.ts'
import { createMetrics } from '../metrics.ts'
import { openUploads } from '../uploads.ts'

export interface TestServer extends HttpServer {
  readonly url: string
  readonly folder: string
  /** Ends every connection without a word. */
  cut(): void
  close(): Promise<void>
}

export const artifactBytes = Buffer.from('line,reason\n3,no time\n')

/** A real server on a free port of this machine, with a store that holds one artifact, `rejects-1`. */
export async function openTestServer(options: Partial<Omit<HttpOptions, 'uploads'>> & { limitBytes?: number; checks?: Parameters<typeof createHealth>[0]['checks'] } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-server-'))
  const store = { health: async () => ({ kind: 'sqlite' as const, name: 'p', bytes: 4096, healthy: true, words: 'fine' }) }
  const host = { status: () => [{ lane: 'interactive' as const, state: 'idle' as const, pid: 1 }] }
  const health: () => Promise<Health> = createHealth({ checks: options.checks ?? { store: async () => ({ ok: true, words: 'fine' }) }, version: '0.0.0', clock: Date.now, cacheMs: 0 })
  const server = await createHttpServer({
    router: {
      layouts: implement(contract.layouts).router({
        list: implement(contract.layouts.list).handler(() => []),
        save: implement(contract.layouts.save).handler(({ input }) => input),
        remove: implement(contract.layouts.remove).handler(() => ({ removed: false })),
      }),
    },
    artifacts: {
      async info(id) {
        if (id !== 'rejects-1') throw new Fault('not_found', `There is no artifact ${id}.`)
        return { id, kind: 'rejects', name: 'rejects "ü"\r\n.csv', bytes: artifactBytes.byteLength, sha256: '', createdAt: 0 }
      },
      async *stream() {
        yield artifactBytes
      },
    },
    uploads: openUploads({ folder: join(folder, 'uploads'), register: async (path, name) => ({ ref: randomUUID(), name, bytes: path.length }), limitBytes: options.limitBytes ?? 2 ** 20, keepMs: 1000, clock: Date.now }),
    health,
    metrics: createMetrics({ store, host }),
    access: { token: '', origins: [], host: '127.0.0.1' },
    bodyLimitBytes: 2 ** 20,
    pages: join(folder, 'none'),
    version: '0.0.0',
    report: () => {},
    newReference: () => 'ref-1',
    ...options,
  })
  const connections = new Set<Socket>()
  server.app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo // it listens on a TCP port
  return {
    ...server,
    url: `http://127.0.0.1:${port}`,
    folder,
    cut: () => connections.forEach((socket) => socket.destroy()),
    async close() {
      await server.stop(0)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
