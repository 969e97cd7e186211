/** What both engines do with the content of an artifact. */
import { Fault } from '../contract/errors.ts'
import type { ArtifactInfo } from './ports.ts'

/** Content lies in parts, so that a file of any size passes through a bounded buffer and no write transaction is long. */
const partBytes = 1 << 20
/** Parts of an upload that never ended (its process died) are dropped after a day. */
export const abandonedMs = 86_400_000

/** @throws Fault `bad_input` for what cannot stand in an artifact's id. */
export function checkKind(kind: string): void {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(kind)) throw new Fault('bad_input', `"${kind}" is not a kind of artifact: use small letters, digits and hyphens.`, { kind })
}

/** The same bytes in pieces of at most 1 MiB. Small pieces are gathered. */
export async function* inParts(data: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of data instanceof Uint8Array ? [data] : data) {
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + partBytes - length)
      waiting.push(taken)
      length += taken.length
      at += taken.length
      if (length < partBytes) continue
      yield Buffer.concat(waiting)
      waiting = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(waiting)
}

export function toInfo(row: Readonly<Record<string, unknown>>): ArtifactInfo {
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    name: String(row['name']),
    bytes: Number(row['bytes']),
    sha256: String(row['sha256']),
    createdAt: Number(row['created_at']),
  }
}
