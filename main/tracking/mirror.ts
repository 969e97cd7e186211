import { faultData } from '../contract/errors.ts'
import type { Run } from '../contract/runs.ts'
import type { JobRow, Store } from '../storage/ports.ts'
import type { Sent, Tracking } from './port.ts'
import { runRecords, stateOf } from './runRecords.ts'

const scope = 'mirror'
const shortest = 1_000
const longest = 60_000
/** How long `close` may go on sending. */
const farewellMs = 3_000

export interface Mirror {
  /** Resolves when everything there was to send is sent, or the server cannot be had. */
  settled(): Promise<void>
  statusOf(run: number): Promise<Run['mirror']>
  close(): Promise<void>
}

export interface MirrorOptions {
  readonly store: Store
  readonly tracking: Tracking
  /** Whether this process speaks for a run: its job is ours, or whoever had it is gone. */
  readonly maySpeak: (job: JobRow) => boolean
  readonly newId: () => string
  /** Begin at once with what waits from earlier; else only when a run changes: a short-lived process should not touch the network for nothing. */
  readonly eager: boolean
  /** Calls back once; returns its undoing. */
  readonly after: (ms: number, work: () => void) => () => void
  readonly log: (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void
}

/**
 * Keeps a tracking server up to date with the project's runs. There is no queue beside the runs themselves: what a run is and how far it was
 * sent are both documents of the project, so nothing is lost or doubled when the server, or this process, goes away at any moment.
 */
export function openMirror({ store, tracking, maySpeak, newId, eager, after, log }: MirrorOptions): Mirror {
  const { documents, jobs } = store.catalog
  const records = runRecords(store.catalog)
  let working: Promise<void> | null = null
  let again = false
  let closed = false
  let begun = false
  let pause = shortest
  let disarm = () => {}
  let trouble: string | null = null

  const sentOf = async (run: number) => (await documents.get(scope, String(run))) as Sent | null // written only below

  async function pass(): Promise<void> {
    const rows = new Map((await jobs.list()).map((row) => [row.id, row]))
    const project = await projectId(store, newId)
    // Oldest first, as they were made.
    for (const { run } of (await records.list()).toReversed()) {
      if (closed) return
      const job = rows.get(run.job)
      if (!job || !maySpeak(job)) continue
      const state = stateOf(run, job)
      const sent = await sentOf(run.id)
      if (sent?.server === tracking.server && sent.complete && sent.state === state) continue
      if (state === 'queued') continue
      const upToDate = sent?.server === tracking.server && sent.state === state && sent.epochs === run.metrics.length
      if (upToDate) continue
      await tracking.send({ run: { ...run, state, endedAt: run.endedAt ?? job.endedAt }, key: `${project}/${run.id}` }, sent, (next) => documents.put(scope, String(run.id), next))
    }
  }

  function kick(): void {
    if (closed) return
    if (working) {
      again = true
      return
    }
    begun = true
    disarm()
    working = pass()
      .then(
        () => {
          if (trouble !== null) log('info', `the tracking server ${tracking.server} is back; all runs are sent`)
          trouble = null
          pause = shortest
        },
        (error: unknown) => {
          const { message } = faultData(error)
          if (message !== trouble && !closed) log('warn', 'runs could not be sent to the tracking server; they wait', { error: message })
          trouble = message
          again = false
          if (!closed) disarm = after(pause, kick)
          pause = Math.min(longest, pause * 2)
        },
      )
      .finally(() => {
        working = null
        if (!again) return
        again = false
        kick()
      })
  }

  const unsubscribe = store.feed.subscribe((topic) => {
    // While the server is away, only the timer asks again.
    if ((topic === 'runs' || topic === 'jobs') && trouble === null) kick()
  })
  if (eager) kick()

  const settled = async () => {
    while (working) await working
  }
  return {
    settled,
    async statusOf(id) {
      const sent = await sentOf(id)
      const ours = sent?.server === tracking.server ? sent : null
      const url = ours && tracking.urlOf(ours)
      if (ours?.complete) return { state: 'sent', words: `Sent to ${tracking.server}.`, url }
      return { state: 'waiting', words: trouble ?? `Sent to ${tracking.server} as it goes on.`, url }
    },
    async close() {
      unsubscribe()
      if (begun && trouble === null) {
        kick()
        const late = Promise.withResolvers<void>()
        const stop = after(farewellMs, late.resolve)
        await Promise.race([settled(), late.promise])
        stop()
      }
      closed = true
      disarm()
      tracking.close()
      await settled()
    },
  }
}

async function projectId({ catalog: { documents } }: Store, newId: () => string): Promise<string> {
  const known = await documents.get('project', 'id')
  if (typeof known === 'string') return known
  const id = newId()
  await documents.put('project', 'id', id)
  return id
}

