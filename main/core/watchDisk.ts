/** Folders as the system has them: what lies in a watched folder, and what must not be taken from it. */
import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, isAbsolute, sep } from 'node:path'
import { Fault } from '../contract/errors.ts'

export interface DiskEntry {
  readonly name: string
  /** Where the content lies, links resolved. */
  readonly path: string
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly modified: number
  /** Why it is not taken, in a sentence; absent for a file that may be. */
  readonly refused?: string
}

/** What watching needs of a disk. Tests give one in memory. */
export interface WatchDisk {
  /** The folder with links resolved. @throws Fault `not_found` when it is not there, `file_unreadable` with the reason. */
  folder(path: string): Promise<string>
  /** Files in a folder (not in folders inside it), at most `most` + 1. Hidden and half-written ones are left out. @throws Fault as `folder`. */
  entries(folder: string, most: number): Promise<DiskEntry[]>
  /** One file as it is now; null when it is gone. */
  entry(folder: string, name: string): Promise<DiskEntry | null>
  /** Folders inside a folder, by name; none where it cannot be read. */
  folders(folder: string): Promise<string[]>
}

/** Names that programs give to what they are still writing, and what systems put beside files. */
const notMeant = /^[.~]|~$|\.(part|partial|tmp|temp|crdownload|filepart|swp|lock)$|^(thumbs\.db|desktop\.ini)$/i

/** Is a path the folder itself, or inside it? Both with links resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

export const disk: WatchDisk = {
  async folder(path) {
    const found = await realpath(path).catch((cause: unknown) => unreadable(cause))
    if (!(await stat(found).catch((cause: unknown) => unreadable(cause))).isDirectory()) throw new Fault('not_found', 'There is a file in the place of the folder.')
    return found
  },
  async entries(folder, most) {
    const entries: DiskEntry[] = []
    const open = await opendir(folder).catch((cause: unknown) => unreadable(cause))
    for await (const { name } of open) {
      const found = await entry(folder, name)
      if (found) entries.push(found)
      if (entries.length > most) break
    }
    return entries
  },
  entry,
  async folders(folder) {
    const names: string[] = []
    try {
      for await (const one of await opendir(folder)) if (one.isDirectory() && !one.name.startsWith('.') && names.length < 500) names.push(one.name)
    } catch {
      return [] // what cannot be read offers nothing
    }
    return names.toSorted()
  },
}

async function entry(folder: string, name: string): Promise<DiskEntry | null> {
  if (notMeant.test(name)) return null
  const path = join(folder, name)
  try {
    const own = await lstat(path)
    if (own.isFile()) return { name, path, bytes: own.size, modified: own.mtimeMs }
    if (!own.isSymbolicLink()) return null
    const seen = { name, path, bytes: own.size, modified: own.mtimeMs }
    const target = await realpath(path).catch(() => null)
    if (target === null) return { ...seen, refused: 'It is a link to nothing. Put the file itself into the folder.' }
    if (!isInside(folder, target)) return { ...seen, refused: 'It is a link out of the folder, and those are not followed. Put the file itself into the folder.' }
    const found = await stat(target)
    return found.isFile() ? { name, path: target, bytes: found.size, modified: found.mtimeMs } : null
  } catch {
    return null // gone between two glances, or a name that the system cannot say
  }
}

function unreadable(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new Fault('not_found', 'The folder is not there.', {}, { cause })
  throw new Fault('file_unreadable', code === 'EACCES' || code === 'EPERM' ? 'Telltale has no permission to read the folder.' : `The folder cannot be read: the system answered ${code}.`, { system: code }, { cause })
}
