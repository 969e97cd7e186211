import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { Fault } from '../../main/contract/errors.ts'
import { rejectWithFaults } from '../../main/contract/rpcErrors.ts'
import type { LineStatus } from './connection.ts'

type Socket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState' | 'close'>

export interface SocketLineOptions {
  /** Opens a new socket to the core. */
  open(): Socket
  now(): number
  /** Calls back after `ms`; returns the cancel. */
  after(ms: number, callback: () => void): () => void
}

/**
 * A link that outlives its sockets: when one closes, calls in flight fail with `unreachable`, and a new socket is tried after
 * 0.25, 0.5, 1, … 8 s. Calls made while there is none fail at once, so that a panel can say so instead of hanging.
 */
export function socketLine({ open, now, after }: SocketLineOptions) {
  const listeners = new Set<() => void>()
  let status: LineStatus = { state: 'connecting', since: now() }
  let attempt = 0
  let closed = false
  let cancelRetry = () => {}
  let socket: Socket
  let link: RPCLink<ClientContext> | null = null

  function set(state: LineStatus['state']) {
    if (status.state === state) return
    status = { state, since: now() }
    for (const listener of listeners) listener()
  }

  function dial() {
    socket = open()
    const mine = socket
    link = new RPCLink({ websocket: socket, interceptors: [rejectWithFaults] })
    socket.addEventListener('open', () => {
      attempt = 0
      set('open')
    })
    socket.addEventListener('close', () => {
      if (closed || mine !== socket) return
      link = null
      set('lost')
      cancelRetry = after(Math.min(250 * 2 ** attempt++, 8000), dial)
    })
  }
  dial()

  const clientLink: ClientLink<ClientContext> = {
    async call(path, input, options) {
      if (!link) throw new Fault('unreachable', 'The connection to Telltale is lost. It is tried again by itself; nothing that was saved is lost.')
      return link.call(path, input, options)
    },
  }
  return {
    link: clientLink,
    status: () => status,
    onStatus(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      cancelRetry()
      socket.close()
    },
  }
}
