import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../contract/errors.ts'
import type { ProjectFile } from './project.ts'

const keep = 20

export interface PastFile {
  readonly revision: number
  readonly at: number
  readonly file: ProjectFile
}

/** Compose remembers nothing of what ran before; this does. Secrets are not in it: files hold their variables' names only. */
export interface History {
  /** Newest first. */
  list(project: string): Promise<PastFile[]>
  /** Keeps a file unless it is the newest one kept. */
  add(project: string, file: ProjectFile, at: number): Promise<void>
}

export function createHistory(folder: string): History {
  const place = (project: string) => join(folder, project)
  async function list(project: string): Promise<PastFile[]> {
    const names = await readdir(place(project)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw new Fault('file_unreadable', `What ran before cannot be read from ${place(project)}: ${error.code}.`, { folder: place(project) })
    })
    const revisions = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number)
    const kept = await Promise.all(revisions.toSorted((a, b) => b - a).slice(0, keep).map(async (revision) => ({ ...(JSON.parse(await readFile(join(place(project), `${revision}.json`), 'utf8')) as Omit<PastFile, 'revision'>), revision })))
    return kept
  }
  return {
    list,
    async add(project, file, at) {
      const [newest] = await list(project)
      if (newest && JSON.stringify(newest.file) === JSON.stringify(file)) return
      await mkdir(place(project), { recursive: true })
      const name = join(place(project), `${(newest?.revision ?? 0) + 1}.json`)
      await writeFile(`${name}.part`, JSON.stringify({ at, file }))
      await rename(`${name}.part`, name)
    },
  }
}
