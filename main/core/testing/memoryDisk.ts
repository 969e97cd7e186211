import { Fault } from '../../contract/errors.ts'
import type { DiskEntry, WatchDisk } from '../watchDisk.ts'

export interface MemoryDisk extends WatchDisk {
  /** Writes or replaces a file; its time is counted up. */
  write(path: string, content: string, refused?: string): void
  delete(path: string): void
  content(path: string): string
  /** Takes a folder away with all that is in it, as an unplugged drive does, or brings it back. */
  plug(folder: string, there: boolean): void
}

/** Folders in memory: `/inbox/a.csv` lies in `/inbox`. */
export function memoryDisk(...folders: string[]): MemoryDisk {
  const there = new Set(folders)
  const files = new Map<string, { content: string; modified: number; refused?: string }>()
  let tick = 0
  const entryOf = (folder: string, name: string): DiskEntry | null => {
    const path = `${folder}/${name}`
    const file = files.get(path)
    return file ? { name, path, bytes: file.content.length, modified: file.modified, ...(file.refused !== undefined && { refused: file.refused }) } : null
  }
  const needed = (folder: string) => {
    if (!there.has(folder)) throw new Fault('not_found', 'The folder is not there.')
    return folder
  }
  return {
    folder: async (path) => needed(path),
    entries: async (folder, most) => [...files.keys()].filter((path) => path.startsWith(`${needed(folder)}/`)).slice(0, most + 1).flatMap((path) => entryOf(folder, path.slice(folder.length + 1)) ?? []),
    entry: async (folder, name) => entryOf(folder, name),
    folders: async (folder) => [...there].filter((other) => other.startsWith(`${folder}/`)).map((other) => other.slice(folder.length + 1)),
    write: (path, content, refused) => void files.set(path, { content, modified: ++tick, ...(refused !== undefined && { refused }) }),
    delete: (path) => void files.delete(path),
    content: (path) => files.get(path)?.content ?? '',
    plug: (folder, isThere) => void (isThere ? there.add(folder) : there.delete(folder)),
  }
}
