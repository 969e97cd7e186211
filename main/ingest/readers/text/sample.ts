/** A bounded look into a text: its beginning, its middle and its end, so that guesses do not rest on the first minutes alone. */
import { Fault } from '../../../contract/errors.ts'
import { readStretch, type OpenFile } from '../../file.ts'
import { splitRecords } from './cells.ts'
import type { Encoding } from './dialect.ts'
import { decoderFor, guessEncoding, looksBinary, markOf } from './encoding.ts'

const headBytes = 256 * 1024
const furtherBytes = 64 * 1024
const furtherAt = [0.33, 0.66, 1]
const mostRecords = 3000

export interface Sample {
  readonly encoding: Encoding
  /** Records from the beginning, blank ones included. */
  readonly head: readonly { text: string; line: number }[]
  /** Records from further on. */
  readonly further: readonly string[]
  /** The head is the whole file. */
  readonly complete: boolean
  /** Mean bytes of a record in the file. */
  readonly bytesPerRecord: number
  /** Bytes of the byte order mark. */
  readonly mark: number
  /** 10, or 13 for files of old Macintoshes. */
  readonly newline: 10 | 13
}

/** @throws Fault `file_not_understood` for an empty or binary file. */
export async function takeSample(opened: OpenFile, name: string, wanted?: Encoding): Promise<Sample> {
  if (opened.bytes === 0) throw new Fault('file_not_understood', `"${name}" is empty (0 bytes). Export it again.`, { file: name })
  const head = await readStretch(opened, 0, headBytes)
  if (looksBinary(head)) {
    throw new Fault('file_not_understood', `"${name}" is not a text: it holds zero bytes or control characters. Known formats are text (CSV and the like), .npy, .parquet and .mat (version 5).`, {
      file: name,
    })
  }
  const encoding = wanted ?? guessEncoding(head).encoding
  const complete = head.length === opened.bytes
  const { head: kept, text, mark, newline } = headOf(head, encoding, mostRecords, complete)
  if (text.trim() === '') throw new Fault('file_not_understood', `"${name}" holds nothing but blank lines.`, { file: name })
  const used = kept.reduce((sum, record) => sum + record.text.length + 1, 0) * (head.length / Math.max(1, text.length))
  return { encoding, head: kept, further: complete ? [] : await furtherRecords(opened, encoding), complete, bytesPerRecord: Math.max(1, used / kept.length), mark, newline }
}

/** The first records of a text, without one that is cut. */
export function headOf(bytes: Uint8Array, encoding: Encoding, most: number, complete: boolean): Pick<Sample, 'head' | 'mark' | 'newline'> & { text: string } {
  const mark = markOf(bytes, encoding)
  const text = decoderFor(encoding).decode(bytes.subarray(mark))
  const records = splitRecords(text, most)
  const head = records.length < most && !complete && records.length > 1 ? records.slice(0, -1) : records
  return { head, text, mark, newline: text.includes('\n') || !text.includes('\r') ? 10 : 13 }
}

async function furtherRecords(opened: OpenFile, encoding: Encoding): Promise<string[]> {
  const records: string[] = []
  for (const share of furtherAt) {
    const at = Math.max(headBytes, Math.floor((opened.bytes * share - furtherBytes) / 2) * 2)
    if (at >= opened.bytes) continue
    const lines = decoderFor(encoding)
      .decode(await readStretch(opened, at, furtherBytes))
      .split(/\r?\n|\r/)
    // the first and the last are cut
    records.push(...lines.slice(1, -1).slice(0, 200))
  }
  return records
}
