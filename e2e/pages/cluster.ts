/** The real API of the tests, past the program: what an administrator does beside it. */
import { readFile, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { administrator, testKubeconfig } from '../../main/deploy/kubernetes/testing/cluster.ts'
import { expect } from '../fixture.ts'

/** Where config/stack.yaml puts staging. */
export const stagingNamespace = 'iot-system-staging'

/** Takes the namespace away, and waits until it is gone. */
export async function cleared(): Promise<void> {
  const cluster = administrator()
  const path = `/api/v1/namespaces/${stagingNamespace}`
  await cluster.ask({ method: 'DELETE', path, what: 'tidy up' }).catch(() => undefined)
  await expect.poll(() => cluster.ask({ path, what: 'look' }).then(() => 'there', () => 'gone'), { timeout: 60_000 }).toBe('gone')
  await cluster.close()
}

/** Somebody sets an image that does not exist, past the panel. */
export async function broken(image: string): Promise<void> {
  const cluster = administrator()
  await cluster.ask({
    method: 'PATCH', path: `/apis/apps/v1/namespaces/${stagingNamespace}/deployments/dashboard`, contentType: 'application/strategic-merge-patch+json',
    body: { spec: { template: { spec: { containers: [{ name: 'dashboard', image }] } } } }, what: 'break it',
  })
  await cluster.close()
}

/** A line to the API that can be cut and mended, and the kubeconfig that leads over it. */
export async function lineToCluster(file: string): Promise<{ cut(): void; mend(): void; close(): void }> {
  const text = await readFile(testKubeconfig!, 'utf8')
  const [, host = '', port = ''] = /https:\/\/([^:/\s]+):(\d+)/.exec(text) ?? []
  const open = new Set<Socket>()
  let whole = true
  const server = createServer((from) => {
    if (!whole) return void from.destroy()
    const to = connect(Number(port), host)
    for (const [one, other] of [[from, to], [to, from]] as const) {
      open.add(one)
      one.on('error', () => other.destroy()).on('close', () => (open.delete(one), other.destroy()))
      one.pipe(other)
    }
  }).listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  await writeFile(file, text.replaceAll(`https://${host}:${port}`, `https://${host}:${address.port}`))
  return {
    cut() {
      whole = false
      for (const one of open) one.destroy()
    },
    mend: () => void (whole = true),
    close: () => void server.close(),
  }
}
