import { describe, expect, it } from 'vitest'
import { socketLine } from './socketLine.ts'

class FakeSocket extends EventTarget {
  readyState = 0
  sent: unknown[] = []
  send(data: unknown) {
    this.sent.push(data)
  }
  close() {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
  opens() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
}

function bench() {
  const sockets: FakeSocket[] = []
  const waits: { ms: number; callback: () => void }[] = []
  let clock = 0
  const line = socketLine({
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket // as: the fake has what the line uses
    },
    now: () => clock++,
    after: (ms, callback) => {
      const wait = { ms, callback }
      waits.push(wait)
      return () => void waits.splice(waits.indexOf(wait), 1)
    },
  })
  return { sockets, waits, line }
}

describe('socketLine', () => {
  it('tries again with growing pauses and tells its listeners', () => {
    const { sockets, waits, line } = bench()
    const seen: string[] = []
    line.onStatus(() => seen.push(line.status().state))
    sockets[0]?.opens()
    sockets[0]?.close()
    for (let i = 1; i < 8; i++) {
      waits.at(-1)?.callback()
      sockets[i]?.close()
    }
    expect(waits.map((wait) => wait.ms)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
    waits.at(-1)?.callback()
    sockets.at(-1)?.opens()
    expect(seen).toEqual(['open', 'lost', 'open'])
  })

  it('answers a call in the time without a socket with unreachable, at once', async () => {
    const { sockets, line } = bench()
    sockets[0]?.close()
    await expect(line.link.call(['assets', 'list'], undefined, { context: {} })).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('rejects what was in flight when the socket closes', async () => {
    const { sockets, line } = bench()
    sockets[0]?.opens()
    const call = line.link.call(['assets', 'list'], undefined, { context: {} })
    const seen = expect(call).rejects.toMatchObject({ code: 'unreachable' })
    await Promise.resolve()
    sockets[0]?.close()
    await seen
  })

  it('stays closed once closed', () => {
    const { sockets, waits, line } = bench()
    line.close()
    expect(waits).toHaveLength(0)
    expect(sockets).toHaveLength(1)
  })
})
