import { RPCHandler } from '@orpc/server/ws'
import type { AnyRouter } from '@orpc/server'
import type { WebSocket } from 'ws'
import type { FaultOptions } from '../transport/faults.ts'
import { faultInterceptors } from '../transport/faults.ts'
import type { Calls } from './calls.ts'

const wsGoingAway = 1001
const wsProtocolError = 1007

export interface Sockets {
  accept(socket: WebSocket): void
  /** Ends every connection; the pages try again by themselves. */
  close(): void
}

/** The contract over WebSockets: one connection a page, many calls and streams on it. */
export function openSockets(router: AnyRouter, faults: FaultOptions, calls: Calls): Sockets {
  const { ofCall, ofUnknown } = faultInterceptors(faults)
  const handler = new RPCHandler(router, { interceptors: [ofUnknown], clientInterceptors: [calls.count, ofCall] })
  const sockets = new Set<WebSocket>()
  return {
    accept(socket) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      // Without a listener a broken frame of a foreign program would end this process.
      socket.on('error', () => socket.terminate())
      const guarded = {
        send: socket.send.bind(socket),
        addEventListener: ((type: 'message' | 'close', listener: (event: never) => void) => {
          if (type === 'close') return socket.on('close', () => listener({} as never))
          return socket.on('message', (data: Buffer, isBinary: boolean) => {
            const message = isBinary ? new Uint8Array(data) : data.toString('utf8')
            // oRPC takes whatever parses; what does not would only fill the log.
            if (isPeerMessage(message)) listener({ data: message } as never)
            else socket.close(wsProtocolError, 'not a message of this protocol')
          })
        }) as unknown as WebSocket['addEventListener'], // the handler uses these two events and nothing else of them than `data`
      }
      void handler.upgrade(guarded, { context: {} })
    },
    close() {
      for (const socket of sockets) socket.close(wsGoingAway, 'the server stops')
    },
  }
}

/** JSON with an id and a payload, before the byte 0xFF where bytes follow. */
export function isPeerMessage(message: string | Uint8Array): boolean {
  try {
    const end = typeof message === 'string' ? -1 : message.indexOf(0xff)
    const text = typeof message === 'string' ? message : new TextDecoder('utf-8', { fatal: true }).decode(end === -1 ? message : message.subarray(0, end))
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || !('i' in parsed) || typeof parsed.i !== 'string') return false
    if ('t' in parsed && parsed.t !== 1) return parsed.t === 3 || parsed.t === 4
    return 'p' in parsed && typeof parsed.p === 'object' && parsed.p !== null && 'u' in parsed.p && typeof parsed.p.u === 'string' && parsed.p.u.startsWith('/')
  } catch {
    return false
  }
}
