/** The only place that knows desktop from browser. */
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { TelltaleBridge } from '../../main/contract/bridge.ts'
import { rejectWithFaults } from '../../main/contract/rpcErrors.ts'
import { bridgeShell } from './bridgeShell.ts'
import { browserShell } from './browserShell.ts'
import type { Client, Connection, LineStatus } from './connection.ts'
import { socketLine } from './socketLine.ts'

declare global {
  interface Window {
    telltale?: TelltaleBridge
  }
}

/** The bridge of the desktop application where there is one, a WebSocket to the server that sent this page elsewhere. */
export function connect(window: Window): Connection {
  return window.telltale ? overBridge(window.telltale, Date.now()) : overSocket(window)
}

function overBridge(bridge: TelltaleBridge, since: number): Connection {
  const stops: (() => void)[] = []
  const port = {
    on: (event: string, callback: (event?: { data: unknown }) => void) => {
      if (event === 'message') stops.push(bridge.onMessage((data) => callback({ data })))
    },
    postMessage: (data: string | Uint8Array) => bridge.send(data),
  }
  const client: Client = createORPCClient(new PortLink({ port, interceptors: [rejectWithFaults] }))
  const open: LineStatus = { state: 'open', since } // the same one at each asking: React compares by identity
  return {
    client,
    shell: bridgeShell(bridge),
    status: () => open,
    onStatus: () => () => {},
    close: () => stops.forEach((stop) => stop()),
  }
}

function overSocket(window: Window): Connection {
  const url = new URL('rpc', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const line = socketLine({
    open: () => new WebSocket(url),
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
  })
  const client: Client = createORPCClient(line.link)
  const shell = browserShell({
    document: window.document,
    fetch: (...args) => window.fetch(...args),
    openWindow: (link) => void window.open(link, '_blank', 'noopener,noreferrer'),
  })
  return { client, shell, status: line.status, onStatus: line.onStatus, close: line.close }
}
