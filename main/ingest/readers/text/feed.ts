/**
 * Bytes of a text in order, in a buffer that never grows past a limit; UTF-16 is turned into UTF-8 on the way. The next piece is read from
 * the disk while the one before is parsed and stored.
 */
import type { OpenFile } from '../../file.ts'
import type { Encoding } from './dialect.ts'
import { decoderFor } from './encoding.ts'

/** Read from the disk at a time. */
export const usualPiece = 1 << 20

export interface ByteFeed {
  /** Bytes `[from, to)` are unread. `bytes[to]` is always writable. */
  readonly bytes: Buffer
  readonly from: number
  readonly to: number
  readonly ended: boolean
  /** Offset in the file of the byte at `from`. */
  offset(): number
  /** Says that everything before `at` was read. */
  consume(at: number): void
  /** Reads on. False when the buffer is at its limit and nothing was consumed. */
  more(): Promise<boolean>
}

export interface FeedSettings {
  readonly file: OpenFile
  /** Where to begin in the file, behind the byte order mark. */
  readonly offset: number
  readonly encoding: Encoding
  /** The longest record, in bytes. */
  readonly limit: number
  readonly pieceBytes?: number
  /** Where to put the bytes while no record is longer than it; `feedBytes` of them. */
  readonly into?: Buffer | undefined
}

/** What a feed needs while lines are of ordinary length: two pieces, or one of UTF-16, which may grow to twice its size, and what is left of one. */
export function feedBytes(encoding: Encoding, pieceBytes = usualPiece): number {
  return (encoding.startsWith('utf-16') ? 3 : 2) * pieceBytes + 1
}

export function byteFeed({ file, offset, encoding, limit, pieceBytes = usualPiece, into }: FeedSettings): ByteFeed {
  const wide = encoding.startsWith('utf-16')
  const decoder = wide ? decoderFor(encoding) : undefined
  let buffer = into ?? Buffer.allocUnsafe(feedBytes(encoding, pieceBytes))
  let from = 0
  let to = 0
  let readAt = offset
  let consumedAt = offset
  let ended = false
  const piece = Buffer.allocUnsafe(pieceBytes)
  let ahead: Promise<number> | undefined

  function readPiece(): Promise<number> {
    const reading = file.read(piece, readAt)
    // a failure is told to whoever asks for the piece; nobody may, when the source is closed early
    reading.catch(() => undefined)
    return reading
  }

  return {
    get bytes() {
      return buffer
    },
    get from() {
      return from
    },
    get to() {
      return to
    },
    get ended() {
      return ended
    },
    offset: () => consumedAt,
    consume(at) {
      consumedAt += wide ? 2 * utf16Units(buffer, from, at) : at - from
      from = at
    },
    async more() {
      if (ended) return true
      if (from > 0) {
        buffer.copyWithin(0, from, to)
        to -= from
        from = 0
      }
      const room = wide ? pieceBytes * 2 : pieceBytes
      if (buffer.length - 1 - to < room) {
        if (buffer.length >= limit + room + 1) return false
        const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, limit + room + 1) + room)
        buffer.copy(larger, 0, 0, to)
        buffer = larger
      }
      const length = await (ahead ?? readPiece())
      readAt += length
      ended = length < piece.length
      if (decoder) to += buffer.write(decoder.decode(piece.subarray(0, length), { stream: !ended }), to)
      else to += piece.copy(buffer, to, 0, length)
      ahead = ended ? undefined : readPiece()
      return true
    },
  }
}

/** How many UTF-16 units the UTF-8 bytes stand for: every character one, those of four bytes two. */
function utf16Units(bytes: Uint8Array, from: number, to: number): number {
  let units = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}
