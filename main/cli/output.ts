import type { Writable } from 'node:stream'
import type { FaultData } from '../contract/errors.ts'
import type { Output } from './verb.ts'

/** Results go to stdout, everything else to stderr, so that a pipe carries only results. */
export function createOutput(json: boolean, stdout: Writable, stderr: Writable): Output & { fault(fault: FaultData): void } {
  return {
    json,
    result(value, words) {
      const text = json ? JSON.stringify(value, null, 2) : words()
      if (text !== '') stdout.write(`${text}\n`)
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    remark: (text) => void stderr.write(`${text}\n`),
    fault({ code, message, detail }) {
      if (json) stdout.write(`${JSON.stringify({ error: { code, message, detail } }, null, 2)}\n`)
      stderr.write(`telltale: ${message}\n`)
    },
  }
}
