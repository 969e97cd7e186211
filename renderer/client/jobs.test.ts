import { describe, expect, it } from 'vitest'
import { Fault } from '../../main/contract/errors.ts'
import type { Client } from './connection.ts'
import { followJobs } from './jobs.ts'

describe('followJobs', () => {
  it('leaves no rejection behind when the line is lost before the list has come', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const asked: string[] = []
    const lost = (what: string) => () => {
      asked.push(what)
      return Promise.reject(new Fault('unreachable', 'The connection is lost.'))
    }
    const client = { jobs: { watch: lost('watch'), list: lost('list') } } as unknown as Client // as: nothing else is called
    const stop = followJobs(client, () => {})
    await new Promise((resolve) => setImmediate(resolve))
    stop()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect([asked, unhandled]).toEqual([['watch', 'list'], []])
  })
})
