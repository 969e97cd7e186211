import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Fault } from '../contract/errors.ts'
import type { SourceFile } from '../ingest/port.ts'
import type { Sources } from './ports.ts'

/** The map from opaque refs to files, kept on the Node side: whoever can name a ref has picked the file. All shells use it. */
export function createSources(newRef: () => string = randomUUID): Sources {
  const files = new Map<string, SourceFile>()
  const folders = new Map<string, string>()
  return {
    async register(path, name = basename(path)) {
      const info = await stat(path).catch((cause: unknown) => {
        const code = (cause as NodeJS.ErrnoException).code
        const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : String(code ?? cause)
        throw new Fault('file_unreadable', `Cannot read ${name}: ${why}.`, { file: name, reason: code ?? null }, { cause })
      })
      if (!info.isFile()) throw new Fault('file_unreadable', `Cannot read ${name}: it is not a regular file. Pick the file itself.`, { file: name })
      const ref = newRef()
      files.set(ref, { path, name, bytes: info.size })
      return { ref, name, bytes: info.size }
    },
    resolve(ref) {
      const file = files.get(ref)
      if (!file) throw new Fault('not_found', 'This picked file is no longer known: the application was restarted since. Pick it again.', { ref })
      return file
    },
    registerFolder(path, name = basename(path)) {
      const [known] = [...folders].find(([, other]) => other === path) ?? []
      const ref = known ?? newRef()
      folders.set(ref, path)
      return { ref, name }
    },
    resolveFolder(ref) {
      const path = folders.get(ref)
      if (path === undefined) throw new Fault('not_found', 'This picked folder is no longer known: the application was restarted since. Pick it again.', { ref })
      return path
    },
  }
}
