import { describe, expect, it } from 'vitest'
import type { Store } from '../storage/ports.ts'
import { openSqliteStore } from '../storage/sqlite/index.ts'
import { openMirror } from './mirror.ts'
import { openMlflow } from './mlflow/index.ts'
import { fakeMlflow } from './testing/fakeMlflow.ts'
import { killedAt, trackedRun } from './testing/trackedRun.ts'

const uri = 'http://user:secret@mlflow.test:5000/'

function open(store: Store, fetch: typeof globalThis.fetch, { uri: address = uri, maySpeak = true, eager = true }: { uri?: string; maySpeak?: boolean; eager?: boolean } = {}) {
  const timers: (() => void)[] = []
  const warnings: string[] = []
  const mirror = openMirror({
    store, tracking: openMlflow({ uri: address, artifacts: store.artifacts, fetch }), maySpeak: () => maySpeak, newId: () => 'project', eager,
    after: (_ms, work) => {
      timers.push(work)
      return () => {}
    },
    log: (_level, message, detail) => void warnings.push(`${message} ${JSON.stringify(detail ?? {})}`),
  })
  return { mirror, timers, warnings }
}

describe('openMirror', () => {
  it('ends with the same server whichever call it is killed before or behind', async () => {
    const outcomes = new Set<string>()
    for (const when of ['before', 'after'] as const) {
      for (let call = 1, whole = false; !whole; call++) {
        const server = fakeMlflow()
        const store = await openSqliteStore({ file: ':memory:' })
        await trackedRun(store, { epochs: 300, ended: true })
        const first = open(store, killedAt(call, when, server.fetch))
        await first.mirror.settled()
        whole = (await first.mirror.statusOf(1)).state === 'sent'
        const second = open(store, server.fetch)
        await second.mirror.settled()
        expect((await second.mirror.statusOf(1)).state).toBe('sent')
        outcomes.add(JSON.stringify([...server.runs.values()].map((run) => ({ ...run, tags: [...run.tags], params: [...run.params], metrics: [...run.metrics].toSorted(), files: [...run.files] }))))
        await first.mirror.close()
        await second.mirror.close()
        await store.close()
      }
    }
    expect(outcomes.size).toBe(1)
    expect(JSON.parse([...outcomes][0])).toHaveLength(1)
  })

  it('waits while the server is away, says so once without the password, and sends everything when it is back', async () => {
    const server = fakeMlflow()
    server.state.away = true
    const store = await openSqliteStore({ file: ':memory:' })
    await trackedRun(store, { epochs: 2, ended: true })
    const { mirror, timers, warnings } = open(store, server.fetch)
    await mirror.settled()
    timers.shift()!()
    await mirror.settled()
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('http://mlflow.test:5000')
    expect(warnings[0]).not.toContain('secret')
    expect((await mirror.statusOf(1)).state).toBe('waiting')
    server.state.away = false
    timers.shift()!()
    await mirror.settled()
    expect(await mirror.statusOf(1)).toMatchObject({ state: 'sent', url: 'http://mlflow.test:5000/#/experiments/1/runs/r1' })
    await mirror.close()
  })

  it('sends a run as it grows, and again to another server', async () => {
    const [one, other] = [fakeMlflow(), fakeMlflow()]
    const store = await openSqliteStore({ file: ':memory:' })
    await trackedRun(store, { epochs: 1, ended: false })
    const { mirror } = open(store, one.fetch)
    await mirror.settled()
    expect(one.runs.get('r1')).toMatchObject({ status: 'RUNNING' })
    await trackedRun(store, { epochs: 3, ended: true })
    store.feed.publish('runs')
    await mirror.close()
    expect(one.runs.get('r1')).toMatchObject({ status: 'FINISHED', files: new Set(['dataset.json', 'network.json']) })
    const next = open(store, other.fetch, { uri: 'http://elsewhere.test' })
    await next.mirror.settled()
    expect(other.runs.get('r1')!.metrics).toEqual(one.runs.get('r1')!.metrics)
    await next.mirror.close()
  })

  it('does not wait for a server that never answers when the program ends', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    await trackedRun(store, { epochs: 1, ended: true })
    const never: typeof globalThis.fetch = (_input, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError'))))
    const { mirror, timers, warnings } = open(store, never)
    const closing = mirror.close()
    timers.shift()!() // the farewell is over
    await closing
    expect(warnings).toEqual([])
  })

  it('touches no network in a short-lived process in which no run changes', async () => {
    const server = fakeMlflow()
    const store = await openSqliteStore({ file: ':memory:' })
    await trackedRun(store, { epochs: 1, ended: true })
    const { mirror } = open(store, server.fetch, { eager: false })
    await mirror.close()
    expect(server.runs.size).toBe(0)
    const next = open(store, server.fetch, { eager: false })
    store.feed.publish('runs')
    await next.mirror.close()
    expect(server.runs.get('r1')).toMatchObject({ status: 'FINISHED' })
  })

  it('leaves the runs of another living process to that process', async () => {
    const server = fakeMlflow()
    const store = await openSqliteStore({ file: ':memory:' })
    await trackedRun(store, { epochs: 1, ended: true })
    const { mirror } = open(store, server.fetch, { maySpeak: false })
    await mirror.settled()
    expect(server.runs.size).toBe(0)
    await mirror.close()
  })
})
