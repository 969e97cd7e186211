import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { withFile } from '../../ingest/file.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

const stretch = 1 << 20

/** SHA-256 (hex) of a file's content, read in stretches of 1 MiB between which other tasks of this worker get their turn. @throws Fault `file_unreadable`. */
export const importIdentify: Task<Tasks['import.identify']['input'], Tasks['import.identify']['output']> = (_context, file, run) =>
  withFile(file, async (opened) => {
    const hash = createHash('sha256')
    const into = new Uint8Array(stretch)
    for (let at = 0; ; ) {
      const read = await opened.read(into, at)
      hash.update(into.subarray(0, read))
      at += read
      if (read < into.length) return hash.digest('hex')
      await setImmediate()
      run.signal.throwIfAborted()
    }
  })
