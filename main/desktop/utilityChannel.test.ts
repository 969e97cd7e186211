import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { optionsVariable } from '../compute/channels/childProcess.ts'
import { createComputeHost } from '../compute/host.ts'
import type { ToWorker } from '../compute/port.ts'
import { spawnUtilityProcess } from './utilityChannel.ts'

/** As much of Electron's utility process as a channel sees: it has its number only once it runs, and `exit` carries a code and no signal. */
class FakeUtility extends EventEmitter {
  pid: number | undefined
  readonly kill = vi.fn()
  readonly postMessage = vi.fn<(message: ToWorker) => void>()
}

function spawned(env: NodeJS.ProcessEnv = {}) {
  const children: FakeUtility[] = []
  const fork = vi.fn((_path: string, _args: string[], _options: { serviceName: string; env: NodeJS.ProcessEnv }) => {
    const child = new FakeUtility()
    children.push(child)
    return child as never // as: a fake
  })
  const killNow = vi.fn()
  return { spawn: spawnUtilityProcess({ fork, entry: '/app/worker.js', options: (lane) => ({ file: `/home/${lane}` }), env, killNow }), fork, killNow, children }
}

describe('spawnUtilityProcess', () => {
  it('starts the built worker with its options in the environment and the lane in its name', () => {
    const { spawn, fork } = spawned({ PATH: '/bin' })
    spawn('batch')
    expect(fork).toHaveBeenCalledExactlyOnceWith('/app/worker.js', [], { serviceName: 'Telltale batch worker', stdio: 'inherit', env: { PATH: '/bin', [optionsVariable]: '{"file":"/home/batch"}' } })
  })

  it('asks for the number of the process each time', () => {
    const { spawn, children } = spawned()
    const channel = spawn('interactive')
    expect(channel.pid).toBeNull()
    children[0]!.pid = 77
    expect(channel.pid).toBe(77)
  })

  it('carries messages both ways until the listener is taken off', () => {
    const { spawn, children } = spawned()
    const channel = spawn('interactive')
    const heard = vi.fn()
    const stop = channel.onMessage(heard)
    children[0]!.emit('message', { type: 'ready' })
    stop()
    children[0]!.emit('message', { type: 'ready' })
    expect(heard).toHaveBeenCalledExactlyOnceWith({ type: 'ready' })
    channel.send({ type: 'cancel', id: 3 })
    expect(children[0]!.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'cancel', id: 3 })
  })

  it('tells of the exit, also whoever asks after it', async () => {
    const { spawn, children } = spawned()
    const channel = spawn('batch')
    const early = vi.fn()
    const stopped = vi.fn()
    channel.onExit(early)
    channel.onExit(stopped)()
    children[0]!.emit('exit', 9)
    const late = await new Promise((done) => channel.onExit(done))
    expect(early).toHaveBeenCalledExactlyOnceWith({ code: 9, signal: null })
    expect(late).toEqual({ code: 9, signal: null })
    expect(stopped).not.toHaveBeenCalled()
  })

  it('kills by number a process that does not listen, and asks Electron while it has none', () => {
    const { spawn, children, killNow } = spawned()
    const channel = spawn('batch')
    channel.kill()
    expect(children[0]!.kill).toHaveBeenCalledOnce()
    expect(killNow).not.toHaveBeenCalled()
    children[0]!.pid = 78
    channel.kill()
    expect(killNow).toHaveBeenCalledExactlyOnceWith(78)
  })

  it('under the compute host: a worker that dies rejects its call and the next one runs on a new worker', async () => {
    const { spawn, children } = spawned()
    const host = createComputeHost<{ echo: { input: number; output: number } }>({ spawn, warm: false, scheduler: { after: (ms, work) => (ms < 1000 ? (queueMicrotask(work), () => {}) : () => {}) } })
    const first = host.run('echo', 1, { lane: 'interactive' })
    children[0]!.emit('message', { type: 'ready' })
    children[0]!.emit('exit', 137)
    await expect(first).rejects.toMatchObject({ code: 'worker_crashed', detail: { task: 'echo', exitCode: 137 } })
    await vi.waitFor(() => expect(children).toHaveLength(2))
    const second = host.run('echo', 2, { lane: 'interactive' })
    children[1]!.emit('message', { type: 'ready' })
    const sent = children[1]!.postMessage.mock.calls[0]?.[0]
    children[1]!.emit('message', { type: 'done', id: sent?.type === 'run' ? sent.id : -1, output: 4 })
    expect(await second).toBe(4)
    const closing = host.close()
    children[1]!.emit('exit', 0)
    await closing
  })
})
