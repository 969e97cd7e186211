import { Fault } from '../contract/errors.ts'
import type { ImportOptions } from '../contract/imports.ts'
import { readStretch, withFile } from './file.ts'
import type { Reader, SourceFile } from './port.ts'
import { matReader } from './readers/mat/index.ts'
import { npyReader } from './readers/npy/index.ts'
import { parquetReader } from './readers/parquet/index.ts'
import { textReader } from './readers/text/index.ts'

/** The table of readers: one folder, one row. */
export const readers: readonly Reader[] = [npyReader, matReader, parquetReader, textReader]

/**
 * The reader that is surest of a file, by its first bytes and its name; `format` overrules.
 * @throws Fault `file_unreadable`, or `file_not_understood` when no reader knows it.
 */
export async function readerFor(file: SourceFile, format?: ImportOptions['format']): Promise<Reader> {
  const head = await withFile(file, (opened) => readStretch(opened, 0, 65_536))
  if (head.length === 0) throw new Fault('file_not_understood', `"${file.name}" is empty (0 bytes). Export it again.`, { file: file.name })
  const chosen = format && readers.find((reader) => reader.id === format)
  if (chosen) return chosen
  const [best] = readers.map((reader) => ({ reader, sure: reader.recognises(head, file.name) })).sort((a, b) => b.sure - a.sure)
  if (best && best.sure > 0) return best.reader
  const known = knownElsewhere(head)
  throw new Fault('file_not_understood', `"${file.name}" ${known ?? 'is in no format that is known here'}. Known are text (CSV and the like), .npy, .parquet and .mat (version 5).`, { file: file.name })
}

/** Formats that engineers often pick, with what to do instead. */
function knownElsewhere(head: Uint8Array): string | undefined {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte)
  if (starts(0x50, 0x4b)) return 'is a ZIP container (an Excel workbook or .npz?): unpack it, or save the sheet as CSV'
  if (starts(0x1f, 0x8b)) return 'is compressed with gzip: unpack it first'
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'is an old Excel workbook: save the sheet as CSV'
  if (starts(0x89, 0x48, 0x44, 0x46)) return 'is an HDF5 file (MATLAB 7.3?): save it with "-v7" or as CSV'
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'is a PDF document'
  return undefined
}
