/** `utilityProcess.fork` over `child_process.fork`: the real worker file in a real process. */
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'

class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess
  readonly stdout = null
  readonly stderr = null

  constructor(path: string, args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; execArgv?: string[] }) {
    super()
    const shim = new URL('./parentPort.ts', import.meta.url).href
    this.child = fork(path, args, { ...options, execArgv: ['--import', shim, ...(options.execArgv ?? [])], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.child.on('spawn', () => this.emit('spawn'))
    this.child.on('message', (message) => this.emit('message', message))
    this.child.on('exit', (code) => this.emit('exit', code ?? 1))
    process.once('exit', () => this.child.kill('SIGKILL'))
  }

  get pid() {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined
  }
  postMessage = (message: unknown) => void (this.child.connected && this.child.send(message as object, () => undefined)) // as the real one: nobody hears what a process that has just ended is told
  kill = () => this.child.kill('SIGTERM')
}

export const utilityProcess = {
  fork: (path: string, args: string[] = [], options: { env?: NodeJS.ProcessEnv; cwd?: string; execArgv?: string[] } = {}) => new UtilityProcess(path, args, options),
}
