import type { Topic } from '../../contract/jobs.ts'
import type { EventFeed } from '../ports.ts'
import type { Connection } from './connection.ts'

/** Calls `work` again and again until the returned function is called; passed in so that tests need no real time. */
export type Repeat = (work: () => void) => () => void

const pollMs = 150

/** The usual beat: it does not keep a process alive. */
export const everyBeat: Repeat = (work) => {
  const timer = setInterval(work, pollMs)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Hints across processes: each topic has a version in the file, which publishing raises. SQLite's `data_version` tells cheaply whether
 * another connection committed anything since the last look; only then the versions are compared.
 */
export function sqliteFeed(connection: Connection, repeat: Repeat): EventFeed & { close(): Promise<void> } {
  const { sql, db } = connection
  const listeners = new Set<(topic: Topic) => void>()
  const known = new Map<string, number>()
  let waiting = new Set<Topic>()
  let sending: Promise<void> | null = null
  let closed = false

  const tell = (topic: Topic) => {
    for (const listener of listeners) listener(topic)
  }
  const versions = () => sql('SELECT name, version FROM topic').all()
  const dataVersion = () => Number(db.pragma('data_version', { simple: true }))

  // what was there before us is no news
  let seen = dataVersion()
  for (const row of versions()) known.set(String(row['name']), Number(row['version']))

  function look(): void {
    if (closed || !db.open) return
    try {
      const now = dataVersion()
      if (now === seen) return
      for (const row of versions()) {
        const topic = String(row['name']) as Topic // only publish writes there
        const version = Number(row['version'])
        if (version > (known.get(topic) ?? 0)) {
          known.set(topic, version)
          tell(topic)
        }
      }
      seen = now
    } catch {
      // locked for a moment, or the disk is away: the next look tells; whoever reads or writes meets the error itself
    }
  }

  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const topics = waiting
      waiting = new Set()
      try {
        const raised = await connection.write(() =>
          [...topics].map((topic) => {
            const row = sql('INSERT INTO topic (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1 RETURNING version').get(topic)
            return { topic, version: Number(row?.['version']) }
          }),
        )
        for (const { topic, version } of raised) {
          // a step of more than one: another process published in between
          if (version > (known.get(topic) ?? 0) + 1) tell(topic)
          known.set(topic, version)
        }
      } catch {
        // a lost hint is not an error (see the port): the change itself is stored or was refused aloud
      }
    }
  }

  const stop = repeat(look)
  return {
    publish(topic) {
      if (closed) return
      tell(topic)
      if (db.readonly) return
      waiting.add(topic)
      // gathered for one turn of the loop, so that a burst of changes is one small transaction
      sending ??= Promise.resolve()
        .then(send)
        .finally(() => {
          sending = null
        })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async close() {
      closed = true
      stop()
      await sending
      listeners.clear()
    },
  }
}
