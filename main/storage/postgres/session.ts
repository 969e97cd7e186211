import pg from 'pg'
import { clientConfig } from './connection.ts'
import type { PostgresAddress } from './address.ts'

/** How long to wait before the connection is made again, in milliseconds: at first, and at most. */
const pauses = { first: 50, most: 2_000 }

/**
 * The one lasting connection of a store, for what lives as long as a connection: LISTEN and session locks. It is made when it is first
 * needed and made again, without end, when it breaks.
 */
export interface Session {
  /** Runs on the connection that there is, and on each new one before anybody else uses it; `again` tells that another one was lost before. */
  onConnected(work: (client: pg.Client, again: boolean) => Promise<void>): () => void
  onNotification(listener: (channel: string, payload: string) => void): () => void
  /** The connection, as soon as there is one. @throws what kept it from being made, once. */
  client(): Promise<pg.Client>
  close(): Promise<void>
}

export function openSession(address: PostgresAddress): Session {
  const greeters = new Set<(client: pg.Client, again: boolean) => Promise<void>>()
  const listeners = new Set<(channel: string, payload: string) => void>()
  let current: Promise<pg.Client> | null = null
  let ready: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let pause = pauses.first
  let connectedBefore = false
  let closed = false

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(clientConfig(address))
    let usable = true
    const lose = () => {
      if (!usable) return
      usable = false
      current = null
      ready = null
      client.end().catch(() => {}) // it is gone already
      later()
    }
    client.on('error', lose)
    client.on('end', lose)
    client.on('notification', ({ channel, payload = '' }) => {
      for (const listener of listeners) listener(channel, payload)
    })
    try {
      await client.connect()
      const again = connectedBefore
      connectedBefore = true
      // also those that come while the others are at work
      for (const greet of greeters) await greet(client, again)
      ready = client
      pause = pauses.first
      return client
    } catch (error) {
      lose()
      throw error
    }
  }

  const now = () => (current ??= connect())

  function later(): void {
    if (closed || timer || greeters.size === 0) return
    timer = setTimeout(() => {
      timer = null
      now().catch(() => {}) // `lose` has asked for another try
    }, pause)
    timer.unref()
    pause = Math.min(2 * pause, pauses.most)
  }

  return {
    onConnected(work) {
      greeters.add(work)
      // a connection that breaks meanwhile greets again when it is back
      if (ready) work(ready, false).catch(() => {})
      else if (!timer) now().catch(() => {})
      return () => {
        greeters.delete(work)
      }
    },
    onNotification(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    client: now,
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      greeters.clear()
      const client = await current?.catch(() => null)
      await client?.end().catch(() => {}) // gone already
    },
  }
}
