import { once } from 'node:events'
import { freePort, startServer } from '../e2e/launch.ts'

/** The server as a user starts it, on a home of its own, and its calls. */
export interface BenchServer {
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

export async function launchServer(home: string): Promise<BenchServer> {
  const port = await freePort()
  const child = await startServer(home, port)
  const address = `http://127.0.0.1:${port}/`
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
