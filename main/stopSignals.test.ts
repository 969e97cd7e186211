import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { onStopSignals } from './stopSignals.ts'

describe('signals that ask a process to end', () => {
  it('are one wish when a terminal and whoever started the process send them together, and a second wish later', () => {
    const source = new EventEmitter()
    let time = 50
    const done: string[] = []
    const off = onStopSignals(['SIGINT', 'SIGTERM'], { first: (signal) => done.push(`first ${signal}`), again: (signal) => done.push(`again ${signal}`) }, source, () => time)
    source.emit('SIGINT', 'SIGINT')
    source.emit('SIGINT', 'SIGINT')
    time += 900
    source.emit('SIGTERM', 'SIGTERM')
    expect(done).toEqual(['first SIGINT'])
    time += 200
    source.emit('SIGINT', 'SIGINT')
    expect(done).toEqual(['first SIGINT', 'again SIGINT'])
    off()
    source.emit('SIGINT', 'SIGINT')
    expect(done).toHaveLength(2)
    expect(source.eventNames()).toEqual([])
  })
})
