import { basename } from 'node:path'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

/** Copies the project while it is in use. @throws Fault `conflict`, `store_corrupt`, `store_full`, `cancelled`. */
export const storeBackup: Task<Tasks['store.backup']['input'], Tasks['store.backup']['output']> = async ({ store }, { path }, run) => {
  const { bytes, sha256 } = await store.copies.backup({ to: path, signal: run.signal, onProgress: (progress) => run.report({ progress, doing: progress < 0.5 ? 'Copying the project.' : 'Reading the copy back.' }) })
  return { name: basename(path), bytes, sha256 }
}

/** Writes the project into one file for another machine. @throws Fault as a backup. */
export const storeArchive: Task<Tasks['store.archive']['input'], Tasks['store.archive']['output']> = async ({ store }, { path }, run) => {
  const doing = (progress: number) => (progress < 0.3 ? 'Copying the project.' : progress < 0.6 ? 'Hashing its content.' : 'Reading the archive back.')
  const { file: _, ...report } = await store.copies.archive({ to: path, signal: run.signal, onProgress: (progress) => run.report({ progress, doing: doing(progress) }) })
  return { name: basename(path), ...report }
}
