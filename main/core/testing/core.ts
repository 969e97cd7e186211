import { createRouterClient } from '@orpc/server'
import { inProcessSpawn } from '../../compute/channels/inProcess.ts'
import { createComputeHost } from '../../compute/host.ts'
import type { Tasks } from '../../compute/taskTable.ts'
import type { Task, TaskContext } from '../../compute/tasks/context.ts'
import { seriesRead, seriesStatistics, seriesView } from '../../compute/tasks/seriesRead.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Store } from '../../storage/ports.ts'
import { createCore } from '../index.ts'
import { documentPreferences } from '../preferences.ts'
import type { WatchPort } from '../watch.ts'

type TaskTable = { readonly [Name in keyof Tasks]: Task<Tasks[Name]['input'], Tasks[Name]['output']> }

const absent = () => Promise.reject(new Error('this test gives no such task'))
const reads = { 'series.view': seriesView, 'series.read': seriesRead, 'series.statistics': seriesStatistics }

/** A core over a store in memory and workers in this process. Time stands still unless the test moves it. */
export async function testCore({ tasks = {}, store, owner = 'here', home, watch, cores }: { tasks?: Partial<TaskTable>; store?: Store; owner?: string; home?: string; watch?: WatchPort; cores?: number } = {}) {
  const kept = store ?? (await openSqliteStore({ file: ':memory:' }))
  const time = { now: Date.UTC(2026, 0, 1) }
  const clock = () => time.now
  const table: TaskTable = {
    'import.preview': absent, 'import.identify': absent, 'tags.grade': absent, 'import.run': absent, 'export.run': absent, 'demo.run': absent, 'detect.run': absent, 'detect.compare': absent, 'detect.try': absent, 'detect.keep': absent, 'events.evidence': absent, 'train.run': absent, 'train.score': absent,
    'store.backup': absent, 'store.archive': absent, 'retention.preview': absent, 'retention.run': absent,
    ...reads, ...tasks,
  }
  const core = await createCore({
    store: kept,
    host: createComputeHost<Tasks>({ spawn: inProcessSpawn<Tasks, TaskContext>(table, { store: kept, clock }), warm: false, cores }),
    sources: {
      resolve: (ref) => ({ path: `/plant/${ref}`, name: ref, bytes: 1 }),
      register: async (path, name = path) => ({ ref: path, name, bytes: 1 }),
      resolveFolder: (ref) => ref,
      registerFolder: (path, name = path) => ({ ref: path, name }),
    },
    ...(watch && { watch }),
    ...(home !== undefined && { home }),
    preferences: documentPreferences(kept.catalog.documents, () => 'engineer'),
    settings: () => [],
    about: () => ({ version: '0', commit: 'test', environment: 'development', shell: 'cli', runtime: {}, zone: 'UTC' }),
    owner: { id: owner, isAlive: (other) => other === owner },
    deployer: () => Promise.reject(new Error('this test deploys nothing')),
    user: () => 'engineer',
    clock,
    log: () => {},
  })
  return { core, client: createRouterClient(core.router), store: kept, time }
}
