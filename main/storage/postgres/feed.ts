import { topic as topics, type Topic } from '../../contract/jobs.ts'
import type { EventFeed } from '../ports.ts'
import type { Connection } from './connection.ts'
import type { Session } from './session.ts'

/**
 * Hints across processes by NOTIFY. Each process tells its own listeners at once and hears the others through its session; it knows its own
 * hints by `instance`. After a break hints may be missing, so that everything counts as changed.
 */
export function postgresFeed(connection: Connection, session: Session, instance: string): EventFeed & { close(): Promise<void> } {
  const listeners = new Set<(topic: Topic) => void>()
  let waiting = new Set<Topic>()
  let sending: Promise<void> | null = null
  let leave: (() => void) | null = null
  let closed = false

  const tell = (topic: Topic) => {
    for (const listener of listeners) listener(topic)
  }

  /** Only whoever listens needs the session: workers do without. */
  function listen(): () => void {
    const channel = { name: '' }
    const forgetConnected = session.onConnected(async (client, again) => {
      const { rows } = await client.query<{ name: string }>(`SELECT ${channelName} AS name`)
      channel.name = rows[0]?.name ?? ''
      await client.query(`LISTEN ${client.escapeIdentifier(channel.name)}`)
      if (again) topics.options.forEach(tell)
    })
    const forgetNotification = session.onNotification((name, payload) => {
      if (name !== channel.name) return
      const [from, hint] = payload.split(' ')
      const parsed = topics.safeParse(hint) // another version of the program may know other topics
      if (from !== instance && parsed.success) tell(parsed.data)
    })
    return () => {
      forgetConnected()
      forgetNotification()
    }
  }

  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const now = [...waiting]
      waiting = new Set()
      try {
        await connection.ask(`SELECT pg_notify(${channelName}, $1 || ' ' || topic) FROM unnest($2::text[]) AS list (topic)`, [instance, now])
      } catch {
        // a lost hint is not an error (see the port): the change itself is stored or was refused aloud
      }
    }
  }

  return {
    publish(topic) {
      if (closed) return
      tell(topic)
      waiting.add(topic)
      // gathered for one turn of the loop, so that a burst of changes is one statement
      sending ??= Promise.resolve()
        .then(send)
        .finally(() => {
          sending = null
        })
    },
    subscribe(listener) {
      listeners.add(listener)
      leave ??= listen()
      return () => {
        listeners.delete(listener)
      }
    },
    async close() {
      closed = true
      leave?.()
      await sending
      listeners.clear()
    },
  }
}

/** A database may hold several projects, each in its own schema. */
const channelName = "'telltale_' || md5(current_schema())"
