import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFile } from '../home.ts'
import type { JobRow } from '../storage/ports.ts'
import { openSqliteStore } from '../storage/sqlite/index.ts'

/** What must not leave this machine, each where it would lie in a plant. */
const planted = {
  databasePassword: 'Zk7-database-pw-41',
  mlflowPassword: 'Zk7-mlflow-pw-42',
  mlflowToken: 'Zk7-mlflow-token-43',
  kubeconfigToken: 'Zk7-kube-token-44',
  accessToken: 'Zk7-access-token-45',
  user: 'jane.doe-46',
  recording: 'turbine nine, confidential-47',
  asset: 'Confidential feed pump 48',
  tag: 'CONF-49.FLOW',
  note: 'Zk7-note-50',
}

describe('the diagnostics of a running server', () => {
  let root: string
  let bytes: Buffer
  let stop: () => Promise<unknown> = async () => {}

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'telltale-diagnostics-'))
    const user = join(root, 'people', planted.user)
    const home = join(user, 'plant')
    await mkdir(home, { recursive: true })
    await writeFile(join(user, 'kubeconfig'), `apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{ name: a, context: { cluster: a, user: a } }]\nclusters: [{ name: a, cluster: { server: 'https://127.0.0.1:9' } }]\nusers: [{ name: a, user: { token: ${planted.kubeconfigToken} } }]\n`)
    await store(home, join(user, 'recordings', `${planted.recording}.csv`))
    const child = spawn(process.execPath, [fileURLToPath(new URL('../server.ts', import.meta.url)), '--home', home, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'], HOME: user, USER: planted.user, LOG_LEVEL: 'WARNING', KUBECONFIG: join(user, 'kubeconfig'), PGPASSWORD: planted.databasePassword, MLFLOW_TRACKING_TOKEN: planted.mlflowToken,
        MLFLOW_TRACKING_URI: `http://plant:${planted.mlflowPassword}@127.0.0.1:9/mlflow`, TELLTALE_SET_DASHBOARD_SERVER_TOKEN: planted.accessToken,
      },
    })
    stop = async () => {
      const gone = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGTERM')) await gone
    }
    const url = /http:\S+/.exec(String(((await once(child.stdout, 'data')) as [Buffer])[0]))?.[0] ?? ''
    const authorization = `Bearer ${planted.accessToken}`
    // a cluster that is named by that kubeconfig and not there: what it says is kept, too
    await fetch(`${url}/api/deployments/contexts`, { headers: { authorization } })
    const response = await fetch(`${url}/api/diagnostics`, { headers: { authorization } })
    expect(response.status).toBe(200)
    bytes = Buffer.from(await response.arrayBuffer())
  })
  afterAll(async () => {
    await stop()
    await rm(root, { recursive: true, force: true })
  })

  it('hold what helps: versions, the store, settings with their origin, and why a job failed', () => {
    const text = bytes.toString('utf8')
    for (const word of ['"version"', '"sqlite"', 'mlflow.tracking_uri', 'dashboard.server.token', 'file_unreadable', 'password authentication failed', '"assets": 1']) expect(text).toContain(word)
  })

  it.each(Object.entries(planted))('do not hold the planted %s, as it is or encoded', (_, secret) => {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -2), Buffer.from(secret).toString('hex')]) expect(bytes.includes(form)).toBe(false)
  })
})

/** A project in which things went wrong, as the program itself words them. */
async function store(home: string, recording: string): Promise<void> {
  const { catalog, close } = await openSqliteStore({ file: projectFile(home) })
  const asset = await catalog.assets.ensure({ name: planted.asset })
  await catalog.tags.ensure({ asset: asset.id, name: planted.tag })
  await catalog.documents.put('annotations', 'a', { words: planted.note })
  const failed = (kind: JobRow['kind'], doing: string, message: string, input: JobRow['input']): Omit<JobRow, 'id'> => ({
    kind, title: `Import ${planted.recording}.csv into ${planted.asset}`, state: 'failed', seq: 1, progress: 0.5, doing, eta: null, createdAt: 1, startedAt: 2, endedAt: 3, resumable: true, error: { code: 'file_unreadable', message },
    result: { note: planted.note }, input, owner: planted.user,
  })
  const files = [{ path: recording, name: `${planted.recording}.csv`, bytes: 1 }]
  await catalog.jobs.add(failed('import', `Reading ${planted.recording}.csv.`, `${recording} cannot be read: EACCES, line 7 of ${planted.recording}.csv, tag ${planted.tag}.`, { files, asset: planted.asset }))
  await catalog.jobs.add(failed('archive', '', `postgres://plant:${planted.databasePassword}@db.plant.example/x: password authentication failed; Authorization: Bearer ${planted.mlflowToken}; token=${planted.kubeconfigToken}`, { path: join(home, 'x.zip') }))
  await close()
}
