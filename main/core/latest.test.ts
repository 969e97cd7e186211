import { describe, expect, it } from 'vitest'
import { createEmitter } from './emitter.ts'
import { latestByKey } from './latest.ts'

interface Snapshot {
  key: string
  n: number
}

describe('latestByKey', () => {
  it('gives what is there first, then every change', async () => {
    const source = createEmitter<Snapshot>()
    const stream = latestByKey({ key: ({ key }) => key, subscribe: source.on, initial: async () => [{ key: 'a', n: 0 }] })
    expect((await stream.next()).value).toEqual({ key: 'a', n: 0 })
    source.emit({ key: 'a', n: 1 })
    expect((await stream.next()).value).toEqual({ key: 'a', n: 1 })
    await stream.return()
  })

  it('keeps only the newest of each key for a slow listener, in the order of their last change', async () => {
    const source = createEmitter<Snapshot>()
    const stream = latestByKey({ key: ({ key }) => key, subscribe: source.on, initial: async () => [{ key: 'first', n: 0 }] })
    await stream.next()
    for (let n = 0; n < 1000; n++) source.emit({ key: n % 2 === 0 ? 'even' : 'odd', n })
    expect((await stream.next()).value).toEqual({ key: 'even', n: 998 })
    expect((await stream.next()).value).toEqual({ key: 'odd', n: 999 })
    await stream.return()
  })

  it('ends when it is aborted while waiting, and lets go of its source', async () => {
    let listeners = 0
    const abort = new AbortController()
    const stream = latestByKey<Snapshot>({ key: ({ key }) => key, subscribe: () => (listeners++, () => listeners--), signal: abort.signal })
    const next = stream.next()
    abort.abort()
    expect((await next).done).toBe(true)
    expect(listeners).toBe(0)
  })
})
