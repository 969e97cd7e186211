import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The server as a user starts it, on a home of its own, and its calls. */
export interface BenchServer {
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

export async function launchServer(home: string): Promise<BenchServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(root, 'main/server.ts'), '--home', home], { cwd: root, env: { ...process.env, DASHBOARD_PORT: String(port), LOG_LEVEL: 'WARNING' }, stdio: ['ignore', 'ignore', 'inherit'] })
  const address = `http://127.0.0.1:${port}/`
  while (!(await fetch(`${address}health`).catch(() => null))?.ok) {
    if (child.exitCode !== null) throw new Error(`the server left with code ${child.exitCode}`)
    await new Promise((done) => setTimeout(done, 50)) // until it answers
  }
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${address}api/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
      if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`)
      return (await response.json()) as T // as: the contract says what each path answers
    },
    async stop() {
      const gone = once(child, 'exit')
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await gone
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
