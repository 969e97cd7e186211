import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { KeptFile } from '../contract/copies.ts'
import { Fault } from '../contract/errors.ts'

/** A folder of the project with files that the program wrote. Clients name them; no name leads out of the folder. */
export interface KeptFiles {
  list(): Promise<KeptFile[]>
  /** Path of a file that is there. @throws Fault `not_found`. */
  existing(name: string): Promise<string>
  /** A name that is not taken, nor was given to a file that is still to come, and its path; the folder is made. */
  fresh(stem: string, extension: string): Promise<{ name: string; path: string }>
  read(name: string, offset: number, length: number): Promise<{ bytes: Uint8Array<ArrayBuffer>; size: number }>
  remove(name: string): Promise<boolean>
}

/** Files that are still being written. */
const unfinished = /\.(part|partial|copy)$|-(wal|shm)$/

export function keptFiles(home: string | undefined, folder: string): KeptFiles {
  const where = () => {
    if (home === undefined) throw new Fault('not_supported', 'This project has no folder to keep files in.')
    return join(home, folder)
  }
  const pathOf = (name: string) => {
    if (name !== basename(name) || name === '..' || name === '.' || /[\\/\0]/.test(name)) throw new Fault('bad_input', `"${name}" is not the name of a file in ${folder}.`, { name })
    return join(where(), name)
  }
  const info = (name: string) => stat(pathOf(name)).then((found) => (found.isFile() ? found : null), () => null)
  // two exports that are started one after the other must not get one name: the first has no file yet
  const given = new Set<string>()
  async function existing(name: string): Promise<string> {
    if (!(await info(name))) throw new Fault('not_found', `There is no file ${name} in ${folder} (any more).`, { name })
    return pathOf(name)
  }
  return {
    async list() {
      const names = await readdir(where()).catch(() => []) // not made yet: nothing was kept
      const files: KeptFile[] = []
      for (const name of names) {
        const found = unfinished.test(name) ? null : await info(name)
        if (found) files.push({ name, bytes: found.size, createdAt: Math.round(found.mtimeMs) })
      }
      return files.toSorted((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1))
    },
    existing,
    async fresh(stem, extension) {
      await mkdir(where(), { recursive: true })
      const safe = stem.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_').slice(0, 120)
      for (let i = 1; ; i++) {
        const name = `${safe}${i === 1 ? '' : `-${i}`}.${extension}`
        if (given.has(name)) continue
        given.add(name)
        if (!(await info(name))) return { name, path: pathOf(name) }
      }
    },
    async read(name, offset, length) {
      const handle = await open(await existing(name), 'r')
      try {
        const { size } = await handle.stat()
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset)
        return { bytes: bytes.slice(0, bytesRead), size }
      } finally {
        await handle.close()
      }
    },
    async remove(name) {
      if (!(await info(name))) return false
      await rm(pathOf(name))
      given.delete(name)
      return true
    },
  }
}
