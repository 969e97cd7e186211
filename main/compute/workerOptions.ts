import { Fault } from '../contract/errors.ts'
import type { StoreLocation } from '../storage/location.ts'
import { optionsVariable } from './channels/childProcess.ts'

/** What the root of a worker process is told by the root that starts it: where the project lives; the worker opens its own connection. Plain data. */
export type WorkerOptions = StoreLocation

/** @throws Fault `bad_input` when this process was not given options. */
export function readWorkerOptions(env: Readonly<Record<string, string | undefined>>): WorkerOptions {
  const text = env[optionsVariable]
  const options: unknown = text === undefined ? null : JSON.parse(text)
  if (typeof options === 'object' && options !== null) {
    if ('file' in options && typeof options.file === 'string') return { file: options.file }
    if ('uri' in options && typeof options.uri === 'string') return { uri: options.uri }
  }
  throw new Fault('bad_input', `A worker needs ${optionsVariable} with the place of its store. It is started by the program itself, never by hand.`, {})
}
