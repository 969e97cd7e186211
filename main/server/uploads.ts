import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../contract/errors.ts'
import type { PickedFile } from '../contract/shell.ts'

export interface Uploads {
  /** Streams a file to disk. @throws Fault `bad_input` (name), `too_large`, `cancelled` (the browser broke off), `store_full`. */
  receive(name: string | undefined, body: Readable): Promise<PickedFile>
  /** Removes files that were kept long enough. A job that waits to be resumed may need the others after a restart. */
  sweep(): Promise<number>
}

export function openUploads({ folder, register, limitBytes, keepMs, clock, newName = randomUUID }: {
  folder: string
  /** Gives the file its opaque ref. */
  register(path: string, name: string): Promise<PickedFile>
  limitBytes: number
  keepMs: number
  clock: () => number
  newName?: () => string
}): Uploads {
  return {
    async receive(name, body) {
      const label = checkName(name)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, newName())
      let bytes = 0
      try {
        await pipeline(
          body,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              bytes += chunk.byteLength
              if (bytes > limitBytes) throw new Fault('too_large', `${label} is larger than the ${Math.round(limitBytes / 2 ** 20)} MB that this server takes (dashboard.server.upload_limit). Import it with the command line on the server.`, { limit: limitBytes })
              yield chunk
            }
          },
          createWriteStream(path, { flags: 'wx', mode: 0o600 }),
        )
        return await register(path, label)
      } catch (error) {
        await rm(path, { force: true })
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOSPC') throw new Fault('store_full', `There is no space left on the server for ${label}.`, { bytes }, { cause: error })
        if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') throw new Fault('cancelled', `The upload of ${label} broke off after ${bytes} bytes. Nothing was kept.`, { bytes }, { cause: error })
        throw error
      }
    },
    async sweep() {
      const names = await readdir(folder).catch(() => [])
      let removed = 0
      for (const name of names) {
        const path = join(folder, name)
        const info = await stat(path).catch(() => null)
        if (!info || clock() - info.mtimeMs < keepMs) continue
        await rm(path, { force: true })
        removed++
      }
      return removed
    },
  }
}

/** The name is a label and never a path; its ending tells the readers what the file may be. */
function checkName(name: string | undefined): string {
  // eslint-disable-next-line no-control-regex
  if (name === undefined || name.length === 0 || name.length > 255 || /[\u0000-\u001f\u007f/\\]/.test(name) || name === '.' || name === '..')
    throw new Fault('bad_input', 'An upload needs ?name= with the name of the file: 1 to 255 characters, without slashes and control characters.', {})
  return name
}
