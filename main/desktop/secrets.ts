/** Secrets: encrypted by the system's key store, or kept for this session only. Nothing is ever written plain, nothing ever handed to the page. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

/** The part of Electron's safeStorage that is used. `basic_text` is what Chromium does on a Linux without a key store: a fixed password. */
export interface KeyStore {
  isAsyncEncryptionAvailable(): Promise<boolean>
  getSelectedStorageBackend(): string
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string }>
}

export interface Secrets {
  /** `kept` is false where the system has no key store: then the secret lives until the application ends, and is asked for again. */
  set(name: string, value: string): Promise<{ kept: boolean }>
  /** Names only. */
  names(): Promise<string[]>
  /** For the main process; null when it was never given or was given in an earlier session that could not keep it. */
  get(name: string): Promise<string | null>
}

const fileSchema = z.record(z.string(), z.base64())

/** True when what the key store encrypts cannot be read back by whoever has the disk. */
export async function isKeyStoreSafe(store: KeyStore, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await store.isAsyncEncryptionAvailable())) return false
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(store.getSelectedStorageBackend())
}

export function createSecrets({ keyStore, file, platform }: { keyStore: KeyStore; file: string; platform: NodeJS.Platform }): Secrets {
  const session = new Map<string, string>()
  let writing: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    const text = await readFile(file, 'utf8').catch(() => '{}')
    try {
      return fileSchema.parse(JSON.parse(text))
    } catch {
      return {} // what cannot be read cannot be decrypted either; the user is asked again
    }
  }

  async function keep(name: string, encrypted: string | null): Promise<void> {
    const kept = await read()
    if (encrypted === null && !Object.hasOwn(kept, name)) return
    if (encrypted === null) delete kept[name]
    else kept[name] = encrypted
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.part`, JSON.stringify(kept), { mode: 0o600 })
    await rename(`${file}.part`, file)
  }

  /** One writer at a time, so that two secrets given together are both kept. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = writing.then(work, work)
    writing = next.catch(() => undefined)
    return next
  }

  return {
    set: (name, value) =>
      inTurn(async () => {
        const kept = await isKeyStoreSafe(keyStore, platform)
        if (kept) {
          await keep(name, (await keyStore.encryptStringAsync(value)).toString('base64'))
          session.delete(name)
        } else {
          session.set(name, value)
          await keep(name, null) // an older value must not come back after a restart
        }
        return { kept }
      }),
    names: async () => [...new Set([...session.keys(), ...Object.keys(await read())])].sort(),
    async get(name) {
      const held = session.get(name)
      if (held !== undefined) return held
      const kept = await read()
      const encrypted = Object.hasOwn(kept, name) ? kept[name] : undefined
      if (encrypted === undefined || !(await isKeyStoreSafe(keyStore, platform))) return null
      return keyStore.decryptStringAsync(Buffer.from(encrypted, 'base64')).then(({ result }) => result, () => null)
    },
  }
}
