import type { HostChannel, ToWorker } from '../port.ts'
import { parentChannel } from './childProcess.ts'

/** What Electron puts on `process` in a utility process. Read without importing electron, which only `main/desktop` may. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  off(event: 'message', listener: (event: { data: unknown }) => void): unknown
}

/** The worker's end of the pipe, whoever started it: Electron's utility process or a fork of Node. `end` lets the process end. */
export function hostChannel(): HostChannel & { end(): void } {
  const { parentPort } = process as { parentPort?: ParentPort }
  if (!parentPort) return { ...parentChannel(), end: () => process.disconnect() }
  return {
    send: (message) => parentPort.postMessage(message),
    onMessage(listener) {
      const receive = ({ data }: { data: unknown }) => listener(data as ToWorker) // both ends are built from the same port
      parentPort.on('message', receive)
      return () => void parentPort.off('message', receive)
    },
    // An open parent port keeps the process alive, and Electron offers no way to let go of it.
    end: () => process.exit(process.exitCode ?? 0),
  }
}
