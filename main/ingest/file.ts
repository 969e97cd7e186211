/** Files as readers see them: random reads, with the operating system's errors turned into sentences. */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { Fault } from '../contract/errors.ts'
import type { SourceFile } from './port.ts'

export interface OpenFile {
  readonly bytes: number
  /** Fills `into` from `offset`; fewer bytes than asked for only at the end of the file. */
  read(into: Uint8Array, offset: number): Promise<number>
  close(): Promise<void>
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there any more',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  EIO: 'the disk reported an error',
}

/** @throws Fault `file_unreadable` with the reason in words. */
export async function openFile(file: SourceFile): Promise<OpenFile> {
  let handle: FileHandle
  try {
    handle = await open(file.path, 'r')
  } catch (error) {
    throw unreadable(file, error)
  }
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw new Fault('file_unreadable', `"${file.name}" cannot be read: it is not an ordinary file.`, { file: file.name })
    return {
      bytes: stat.size,
      async read(into, offset) {
        let done = 0
        try {
          while (done < into.length) {
            const { bytesRead } = await handle.read(into, done, into.length - done, offset + done)
            if (bytesRead === 0) break
            done += bytesRead
          }
        } catch (error) {
          throw unreadable(file, error)
        }
        return done
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function unreadable(file: SourceFile, error: unknown): Fault {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return new Fault('file_unreadable', `"${file.name}" cannot be read: ${reasons[code] ?? `the system answered ${code}`}. Pick it again.`, { file: file.name, system: code }, { cause: error })
}

/** Bytes of a stretch of the file, shorter at its end. */
export async function readStretch(opened: OpenFile, offset: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(Math.max(0, Math.min(length, opened.bytes - offset)))
  return into.subarray(0, await opened.read(into, offset))
}

export async function withFile<T>(file: SourceFile, use: (opened: OpenFile) => Promise<T>): Promise<T> {
  const opened = await openFile(file)
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

/** Tells a resumed import whether the file is still the one it began with: its size and its first and last 64 KiB. */
export async function fingerprint(file: SourceFile): Promise<string> {
  return withFile(file, async (opened) => {
    const hash = createHash('sha256').update(String(opened.bytes))
    hash.update(await readStretch(opened, 0, 65_536))
    hash.update(await readStretch(opened, Math.max(0, opened.bytes - 65_536), 65_536))
    return hash.digest('hex')
  })
}
