import type { Encoding } from './dialect.ts'

export interface EncodingGuess {
  readonly encoding: Encoding
  /** Bytes of the byte order mark, to be left out. */
  readonly mark: number
}

/** Byte order mark first; then zero bytes on one side of every pair (UTF-16); then valid UTF-8; what remains is read as Latin-1 (Windows-1252). */
export function guessEncoding(head: Uint8Array): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 }
  const pairs = Math.floor(Math.min(head.length, 65_536) / 2)
  let even = 0
  let odd = 0
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++
    if (head[2 * i + 1] === 0) odd++
  }
  if (pairs > 1 && odd > pairs * 0.7 && even < pairs * 0.05) return { encoding: 'utf-16le', mark: 0 }
  if (pairs > 1 && even > pairs * 0.7 && odd < pairs * 0.05) return { encoding: 'utf-16be', mark: 0 }
  return { encoding: isUtf8(head) ? 'utf-8' : 'latin1', mark: 0 }
}

/** The mark that a file really begins with under a given encoding. */
export function markOf(head: Uint8Array, encoding: Encoding): number {
  const found = guessEncoding(head.subarray(0, 3))
  return found.encoding === encoding ? found.mark : 0
}

/** A character cut off at the end does not count. */
function isUtf8(bytes: Uint8Array): boolean {
  let end = bytes.length
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (back < needed) end = bytes.length - back
      break
    }
    if (byte < 0x80) break
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end))
    return true
  } catch {
    return false
  }
}

/** Zero bytes and other control characters in quantity: not a text in any encoding. */
export function looksBinary(head: Uint8Array): boolean {
  const { encoding } = guessEncoding(head)
  if (encoding.startsWith('utf-16')) return false
  const counts = new Uint32Array(256)
  for (let i = 0; i < head.length; i++) counts[head[i]!]!++
  const zero = counts[0]!
  let control = 0
  for (let byte = 1; byte < 32; byte++) if (byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26 && byte !== 27) control += counts[byte]!
  return zero > head.length * 0.01 || control > head.length * 0.02
}

/** `latin1` decodes as Windows-1252, which is what such files are. */
export function decoderFor(encoding: Encoding): InstanceType<typeof TextDecoder> {
  return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : encoding, { ignoreBOM: true })
}
