/** The file of rejects while it grows: small in memory, safe in the store, one artifact at the end. */
import type { Reject } from '../../ingest/port.ts'
import type { Artifacts } from '../../storage/ports.ts'

/** More are counted, not listed. */
export const mostListed = 1_000_000
const partBytes = 64 * 1024
const header = 'file,line,reason,text\n'

/** Plain data: it stands in the checkpoint. */
export interface RejectsState {
  readonly parts: readonly string[]
  readonly pending: string
  readonly listed: number
}

export interface RejectsFile {
  /** Puts rejects behind the others. */
  add(file: string, rejects: readonly Reject[]): Promise<void>
  state(): RejectsState
  /** The artifact, or null when nothing was rejected. Parts are dropped. */
  finish(name: string): Promise<string | null>
}

/** `owner` keeps the parts of two imports apart. */
export function rejectsFile(artifacts: Artifacts, owner: string, from: RejectsState = { parts: [], pending: '', listed: 0 }): RejectsFile {
  const kind = `rejects-part-${owner}`
  let { parts, pending, listed } = from
  return {
    async add(file, rejects) {
      for (const { line, reason, text } of rejects) {
        if (listed >= mostListed) break
        pending += `${csv(file)},${line},${csv(reason)},${csv(text)}\n`
        listed++
      }
      if (listed === mostListed && rejects.length > 0 && !pending.endsWith('listed\n')) pending += `${csv(file)},,the rest is counted and not listed\n`
      if (pending.length > partBytes) {
        const { id } = await artifacts.put({ kind, name: 'rejects', data: Buffer.from(pending) })
        parts = [...parts, id]
        pending = ''
      }
    },
    state: () => ({ parts, pending, listed }),
    async finish(name) {
      if (listed === 0) return null
      const { id } = await artifacts.put({ kind: 'rejects', name, data: whole(artifacts, parts, pending) })
      for (const part of parts) await artifacts.remove(part)
      return id
    },
  }
}

async function* whole(artifacts: Artifacts, parts: readonly string[], pending: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header)
  for (const part of parts) yield* artifacts.stream(part)
  yield Buffer.from(pending)
}

/** A cell that a spreadsheet does not take for a formula. */
function csv(cell: string): string {
  const safe = /^[=+@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
