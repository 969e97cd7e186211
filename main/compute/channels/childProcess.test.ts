import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { describeWorkerChannel } from '../conformance.ts'
import { createComputeHost } from '../host.ts'
import type { ConformanceTasks } from '../testing/conformanceTasks.ts'
import { parentChannel, spawnChildProcess } from './childProcess.ts'

const entry = fileURLToPath(new URL('../testing/conformanceWorker.ts', import.meta.url))

describeWorkerChannel('child processes', { isProcess: true, spawn: (options) => spawnChildProcess({ entry, options: () => options }) })

describe('child process channel', () => {
  it('ends a worker whose parent has gone', async () => {
    // The test plays the parent that dies: it cuts the pipe without asking the worker to close.
    const child = fork(entry, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] })
    await once(child, 'message')
    child.disconnect()
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).toBe(0)
  })

  it('leaves Ctrl-C and SIGTERM to the parent, which stops the tasks first', async () => {
    const host = createComputeHost<ConformanceTasks>({ spawn: spawnChildProcess({ entry, options: () => ({}) }) })
    await host.run('echo', 1, { lane: 'interactive' })
    const pid = host.status()[0]?.pid ?? 0
    process.kill(pid, 'SIGINT')
    process.kill(pid, 'SIGTERM')
    expect(await host.run('echo', 'still there', { lane: 'interactive' })).toBe('still there')
    expect(host.status()[0]?.pid).toBe(pid)
    await host.close()
  })

  it('says that the worker could not start where its program is missing', async () => {
    const onCrash = vi.fn()
    const host = createComputeHost<ConformanceTasks>({ spawn: spawnChildProcess({ entry: `${entry}.gone`, options: () => ({}) }), onCrash })
    await expect(host.run('echo', 1, { lane: 'batch' })).rejects.toMatchObject({ code: 'worker_crashed', detail: { exitCode: 1 } })
    await host.close()
  })

  it('refuses to be a worker of nobody', () => {
    const send = process.send?.bind(process)
    delete process.send
    try {
      expect(() => parentChannel()).toThrow(/never by hand/)
    } finally {
      if (send) process.send = send
    }
  })
})
