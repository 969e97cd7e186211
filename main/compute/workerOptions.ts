import { Fault } from '../contract/errors.ts'
import { optionsVariable } from './channels/childProcess.ts'

/** What the root of a worker process is told by the root that starts it. Plain data. */
export interface WorkerOptions {
  /** File of the project's store; the worker opens its own connection. */
  readonly file: string
}

/** @throws Fault `bad_input` when this process was not given options. */
export function readWorkerOptions(env: Readonly<Record<string, string | undefined>>): WorkerOptions {
  const text = env[optionsVariable]
  const options: unknown = text === undefined ? null : JSON.parse(text)
  if (typeof options === 'object' && options !== null && 'file' in options && typeof options.file === 'string') return { file: options.file }
  throw new Fault('bad_input', `A worker needs ${optionsVariable} with the file of its store. It is started by the program itself, never by hand.`, {})
}
