/** What every worker channel must do under the compute host. A channel is done when this is green over it. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../contract/errors.ts'
import { createComputeHost, type ComputeHostOptions } from './host.ts'
import type { ComputeHost, SpawnWorker, WorkerChannel } from './port.ts'
import type { ConformanceTasks } from './testing/conformanceTasks.ts'
import { createManualScheduler } from './testing/manualScheduler.ts'

export interface ChannelUnderTest {
  /** Starts workers that serve `testing/conformanceTasks.ts`; with `refuse` they say that they cannot serve and end. */
  spawn(options: { refuse: boolean }): SpawnWorker
  /** false where a killed worker's code goes on running, as in one process. */
  readonly isProcess: boolean
}

export function describeWorkerChannel(name: string, { spawn, isProcess }: ChannelUnderTest): void {
  describe(`compute host over ${name}`, () => {
    const hosts: ComputeHost<ConformanceTasks>[] = []
    afterEach(async () => {
      scheduler.pass(60_000)
      await Promise.all(hosts.splice(0).map((host) => host.close()))
    })
    let scheduler = createManualScheduler()

    function open(options: Partial<ComputeHostOptions> & { refuse?: boolean } = {}) {
      scheduler = createManualScheduler()
      const { refuse = false, ...rest } = options
      const channels: WorkerChannel[] = []
      const spawnOne = spawn({ refuse })
      const crashes: Parameters<NonNullable<ComputeHostOptions['onCrash']>>[0][] = []
      const host = createComputeHost<ConformanceTasks>({
        cores: 3,
        warm: false,
        scheduler,
        onCrash: (crash) => crashes.push(crash),
        spawn(lane) {
          const channel = spawnOne(lane)
          channels.push(channel)
          return channel
        },
        ...rest,
      })
      hosts.push(host)
      return { host, channels, crashes }
    }
    /** Starts a call and resolves when its first progress has come. */
    function begun(host: ComputeHost<ConformanceTasks>, task: 'wait' | 'stubborn', lane: 'interactive' | 'batch') {
      const abort = new AbortController()
      const first = Promise.withResolvers<void>()
      const result = host.run(task, null, { lane, signal: abort.signal, onProgress: () => first.resolve() })
      const fault = result.then(
        () => expect.fail('it should not have resolved'),
        (error: unknown) => error as Fault,
      )
      return { abort, started: first.promise, fault }
    }

    for (const lane of ['interactive', 'batch'] as const) {
      it(`gives back what a task returns, by value (${lane})`, async () => {
        const { host } = open()
        const input = { when: new Date(12), map: new Map([['a', [1, null, undefined]]]), nan: NaN, big: 12n }
        expect(await host.run('echo', input, { lane })).toEqual(input)
      })

      it(`brings a Fault across as data with code, message and detail (${lane})`, async () => {
        const { host } = open()
        const error = await host.run('fail', { how: 'fault' }, { lane }).catch((e: unknown) => e)
        expect(error).toBeInstanceOf(Fault)
        expect(error).toMatchObject({ code: 'file_not_understood', message: 'Line 7 of a.csv has 3 cells, the header has 4.', detail: { line: 7 } })
        await expect(host.run('fail', { how: 'error' }, { lane })).rejects.toMatchObject({ code: 'internal', message: 'TypeError: x is not a function' })
        await expect(host.run('fail', { how: 'uncloneable' }, { lane })).rejects.toMatchObject({ code: 'bad_input', detail: {} })
      })

      it(`stops a task that listens to its signal (${lane})`, async () => {
        const { host } = open()
        const { abort, started, fault } = begun(host, 'wait', lane)
        await started
        abort.abort()
        expect((await fault).code).toBe('cancelled')
      })

      it(`rejects what a crashed worker owed with worker_crashed, the task and how it ended (${lane})`, async () => {
        const { host, crashes } = open()
        const progress: unknown[] = []
        const error = (await host.run('crash', { code: 134 }, { lane, onProgress: (p) => progress.push(p.progress) }).catch((e: unknown) => e)) as Fault
        expect(error).toMatchObject({ code: 'worker_crashed', detail: { task: 'crash', exitCode: 134, signal: null } })
        expect(error.message).toContain('exit code 134')
        expect(progress).toEqual([0.5])
        await vi.waitFor(() => expect(crashes).toMatchObject([{ lane, code: 134, tasks: ['crash'] }]))
      })

      it(`passes on why a worker cannot serve (${lane})`, async () => {
        const { host } = open({ refuse: true })
        await expect(host.run('echo', 1, { lane })).rejects.toMatchObject({ code: 'store_corrupt', message: 'The store is damaged.' })
      })

      it(`rejects an input that cannot be cloned, naming the task, and goes on (${lane})`, async () => {
        const { host } = open()
        await expect(host.run('echo', () => 1, { lane })).rejects.toMatchObject({ code: 'internal', detail: { task: 'echo' } })
        expect(await host.run('echo', 2, { lane })).toBe(2)
      })
    }

    it('brings every progress in order before the result', async () => {
      const { host } = open()
      const seen: unknown[] = []
      const result = await host.run('count', { to: 500 }, { lane: 'batch', onProgress: ({ snapshot }) => seen.push((snapshot as { i: number }).i) })
      expect(result).toBe(500)
      expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    })

    it('carries a column of four million float64 to the bit', async () => {
      const { host } = open()
      const column = Float64Array.from({ length: 4_000_000 }, (_, i) => (i % 97 === 0 ? NaN : i / 3))
      const back = (await host.run('echo', { column }, { lane: 'interactive' })) as { column: Float64Array }
      expect(back.column).toBeInstanceOf(Float64Array)
      expect(Buffer.compare(Buffer.from(back.column.buffer, back.column.byteOffset, back.column.byteLength), Buffer.from(column.buffer))).toBe(0)
    })

    it('keeps 100 calls in flight on the one interactive worker and answers each with its own result', async () => {
      const { host, channels } = open()
      const results = await Promise.all(Array.from({ length: 100 }, (_, i) => host.run('echo', i, { lane: 'interactive' })))
      expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i))
      expect(channels).toHaveLength(1)
    })

    it('starts interactive calls in order of arrival; a short one may finish before a long one', async () => {
      const { host } = open()
      const [, order] = await Promise.all([
        host.run('order', { name: 'long', turns: 2000 }, { lane: 'interactive' }),
        host.run('order', { name: 'short', turns: 0 }, { lane: 'interactive' }),
        host.run('order', { name: 'last', turns: 4000 }, { lane: 'interactive' }),
      ])
      expect(order[0]).toBe('short')
    })

    it('runs batch calls in processes of their own, at most cores - 1 at a time, first come first served', async () => {
      const { host, channels } = open({ cores: 3 })
      const calls = [begun(host, 'wait', 'batch'), begun(host, 'wait', 'batch'), begun(host, 'wait', 'batch')]
      await Promise.all([calls[0]?.started, calls[1]?.started])
      expect(channels).toHaveLength(2)
      expect(host.status().filter(({ lane }) => lane === 'batch')).toHaveLength(2)
      // A batch that fills every slot does not delay a read.
      expect(await host.run('echo', 'pan', { lane: 'interactive' })).toBe('pan')
      calls[0]?.abort.abort()
      await calls[2]?.started
      expect((await calls[0]?.fault)?.code).toBe('cancelled')
      for (const { abort, fault } of calls.slice(1)) {
        abort.abort()
        expect((await fault).code).toBe('cancelled')
      }
    })

    it('runs one batch call at a time where there is one core', async () => {
      const { host, channels } = open({ cores: 1 })
      const first = begun(host, 'wait', 'batch')
      const second = host.run('echo', 2, { lane: 'batch' })
      await first.started
      expect(channels).toHaveLength(1)
      first.abort.abort()
      await first.fault
      expect(await second).toBe(2)
    })

    it('drops a batch call that is cancelled while it waits, without a process', async () => {
      const { host, channels } = open({ cores: 1 })
      const first = begun(host, 'wait', 'batch')
      await first.started
      const second = begun(host, 'wait', 'batch')
      second.abort.abort()
      expect((await second.fault).code).toBe('cancelled')
      expect(channels).toHaveLength(1)
      first.abort.abort()
      await first.fault
    })

    it('does not begin a call whose signal is aborted already', async () => {
      const { host, channels } = open()
      await expect(host.run('echo', 1, { lane: 'batch', signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
      expect(channels).toHaveLength(0)
    })

    it('kills a batch process that does not stop within 5 s of the message, not earlier', async () => {
      const { host, channels, crashes } = open()
      const { abort, started, fault } = begun(host, 'stubborn', 'batch')
      await started
      const kill = vi.spyOn(channels[0] as WorkerChannel, 'kill')
      abort.abort()
      scheduler.pass(4_999)
      expect(kill).not.toHaveBeenCalled()
      scheduler.pass(1)
      expect(kill).toHaveBeenCalledOnce()
      expect(await fault).toMatchObject({ code: 'cancelled' })
      expect((await fault).message).toContain('killed')
      expect(crashes).toEqual([])
      await vi.waitFor(() => expect(host.status()).toEqual([]))
    })

    it('answers a cancelled interactive caller at once, and runs its neighbours again when the worker has to be killed', async () => {
      const { host, channels } = open()
      const { abort, started, fault } = begun(host, 'stubborn', 'interactive')
      await started
      const neighbour = begun(host, 'wait', 'interactive')
      await neighbour.started
      abort.abort()
      expect((await fault).code).toBe('cancelled')
      scheduler.pass(5_000)
      await vi.waitFor(() => expect(channels).toHaveLength(2))
      await vi.waitFor(() => expect(host.status()).toMatchObject([{ lane: 'interactive', state: 'busy' }]))
      neighbour.abort.abort()
      expect((await neighbour.fault).code).toBe('cancelled')
      expect(await host.run('echo', 'alive', { lane: 'interactive' })).toBe('alive')
    })

    it('starts a crashed interactive worker again with growing back-off; calls that come meanwhile wait for it', async () => {
      const { host, channels } = open()
      const crash = () => host.run('crash', { code: 1 }, { lane: 'interactive' }).catch((error: unknown) => error)
      await crash()
      await vi.waitFor(() => expect(host.status()).toEqual([{ lane: 'interactive', state: 'crashed', pid: null }]))
      const meanwhile = host.run('echo', 'waited', { lane: 'interactive' })
      expect(scheduler.open).toContain(250)
      scheduler.pass(250)
      expect(await meanwhile).toBe('waited')
      expect(channels).toHaveLength(2)
      // It has answered, so the next crash begins with the short wait again; a crash without an answer in between waits longer.
      await crash()
      expect(scheduler.open).toContain(250)
      scheduler.pass(250)
      await crash()
      expect(scheduler.open).toContain(500)
    })

    it('takes a worker that never says it is ready for stuck', async () => {
      const exits = new Set<(exit: { code: number | null; signal: string | null }) => void>()
      const mute: WorkerChannel = {
        pid: 7,
        send: () => {},
        onMessage: () => () => {},
        onExit(listener) {
          exits.add(listener)
          return () => exits.delete(listener)
        },
        kill: () => queueMicrotask(() => exits.forEach((listener) => listener({ code: null, signal: 'SIGKILL' }))),
      }
      const { host } = open({ spawn: () => mute })
      const call = host.run('echo', 1, { lane: 'batch' })
      scheduler.pass(60_000)
      await expect(call).rejects.toMatchObject({ code: 'worker_crashed', detail: { signal: 'SIGKILL' } })
    })

    it('closes: tasks are told, waiting calls are rejected, processes end, nothing starts any more', async () => {
      const { host } = open({ cores: 2 })
      const running = [begun(host, 'wait', 'interactive'), begun(host, 'wait', 'batch')]
      await Promise.all(running.map(({ started }) => started))
      const queued = begun(host, 'wait', 'batch')
      const pids = host.status().map(({ pid }) => pid)
      await host.close()
      for (const { fault } of [...running, queued]) expect((await fault).code).toBe('cancelled')
      expect(host.status()).toEqual([])
      await expect(host.run('echo', 1, { lane: 'interactive' })).rejects.toMatchObject({ code: 'cancelled' })
      if (isProcess) for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow()
    })

    it('kills on close what does not end within 5 s', async () => {
      const { host } = open()
      const { started, fault } = begun(host, 'stubborn', 'batch')
      await started
      const closing = host.close()
      scheduler.pass(5_000)
      await closing
      expect((await fault).code).toBe('cancelled')
    })

    if (isProcess)
      it('tells a worker killed from outside by its signal', async () => {
        const { host } = open()
        const { started, fault } = begun(host, 'wait', 'batch')
        await started
        process.kill(host.status()[0]?.pid ?? 0, 'SIGKILL')
        expect(await fault).toMatchObject({ code: 'worker_crashed', detail: { task: 'wait', signal: 'SIGKILL' } })
      })
  })
}
