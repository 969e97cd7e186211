/** What is kept of watched folders: the folders, what was seen of each file, and which contents were taken. */
import { z } from 'zod'
import { errorCodes, type ErrorCode } from '../contract/errors.ts'
import { watchedFolderState } from '../contract/watched.ts'
import type { Catalog } from '../storage/ports.ts'

/** Scopes that begin with this belong to the machine: an archive of the project leaves them behind. */
const foldersScope = 'machine:watched'
const filesScope = (id: string) => `machine:watched-file:${id}`
const contentScope = (id: string) => `machine:watched-content:${id}`

const folderRow = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  asset: z.string().nullable(),
  addedAt: z.number(),
  state: watchedFolderState,
  words: z.string(),
  /** Kinds of files (fingerprints) that are read as guessed although their times are not sure. */
  trusted: z.array(z.string()),
})
export type FolderRow = z.infer<typeof folderRow>

const counts = z.object({ read: z.int(), accepted: z.int(), duplicate: z.int(), rejected: z.int() })
const outcome = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), counts }),
  z.object({ state: z.literal('same'), as: z.string() }),
  z.object({ state: z.literal('unsure'), words: z.string(), kind: z.string() }),
  z.object({ state: z.literal('failed'), code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]), message: z.string() }),
])
export type Outcome = z.infer<typeof outcome>

const fileRow = z.object({
  name: z.string(),
  bytes: z.number(),
  modified: z.number(),
  /** When it was first seen as it is now. */
  seenAt: z.number(),
  /** SHA-256 of its content, once it rested. */
  hash: z.string().nullable(),
  /** The job that imports it. */
  job: z.number().nullable(),
  /** Null while nothing is known of how it ends. */
  outcome: outcome.nullable(),
  at: z.number().describe('when the outcome came'),
})
export type FileRow = z.infer<typeof fileRow>

const contentRow = z.object({ name: z.string(), at: z.number() })

export interface WatchRows {
  folders(): Promise<FolderRow[]>
  folder(id: string): Promise<FolderRow | null>
  putFolder(row: FolderRow): Promise<void>
  /** With all that was kept of its files. */
  removeFolder(id: string): Promise<boolean>
  files(id: string): Promise<FileRow[]>
  putFile(id: string, row: FileRow): Promise<void>
  removeFile(id: string, name: string): Promise<void>
  /** Name of the file whose content this was; null when it was never taken. */
  taken(id: string, hash: string): Promise<string | null>
  putTaken(id: string, hash: string, row: { name: string; at: number }): Promise<void>
}

export function watchRows({ documents }: Pick<Catalog, 'documents'>): WatchRows {
  const parsed = async <T>(scope: string, schema: z.ZodType<T>) => (await documents.list(scope)).flatMap(({ value }) => schema.safeParse(value).data ?? [])
  return {
    folders: async () => (await parsed(foldersScope, folderRow)).toSorted((a, b) => a.addedAt - b.addedAt),
    folder: async (id) => folderRow.safeParse(await documents.get(foldersScope, id)).data ?? null,
    putFolder: (row) => documents.put(foldersScope, row.id, row),
    async removeFolder(id) {
      for (const scope of [filesScope(id), contentScope(id)]) for (const { key } of await documents.list(scope)) await documents.remove(scope, key)
      return documents.remove(foldersScope, id)
    },
    files: (id) => parsed(filesScope(id), fileRow),
    putFile: (id, row) => documents.put(filesScope(id), row.name, row),
    removeFile: async (id, name) => void (await documents.remove(filesScope(id), name)),
    taken: async (id, hash) => contentRow.safeParse(await documents.get(contentScope(id), hash)).data?.name ?? null,
    putTaken: (id, hash, row) => documents.put(contentScope(id), hash, row),
  }
}
