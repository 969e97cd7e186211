/** What a worker and its reading thread say to each other. Every message names the file it is about, by number. */
import type { Detail, FaultData } from '../../contract/errors.ts'
import type { ImportOptions } from '../../contract/imports.ts'
import type { Reader, SourceColumn, SourceFile } from '../port.ts'
import type { PackedBlock } from './pack.ts'

export type ToThread =
  /** Reads the beginning of a file and forgets it: what comes after goes at full speed. */
  | { readonly type: 'warm'; readonly id: -1; readonly reader: Reader['id']; readonly file: SourceFile; readonly options: ImportOptions }
  | { readonly type: 'open'; readonly id: number; readonly reader: Reader['id']; readonly file: SourceFile; readonly options: ImportOptions; readonly checkpoint: Detail | undefined }
  /** Asks for one more block; a buffer that was read may be filled again. */
  | { readonly type: 'next'; readonly id: number; readonly buffer?: SharedArrayBuffer }
  | { readonly type: 'close'; readonly id: number }

export type FromThread =
  /** It has come up and listens. About no file. */
  | { readonly type: 'ready'; readonly id: -1 }
  | { readonly type: 'warm'; readonly id: -1 }
  | { readonly type: 'opened'; readonly id: number; readonly columns: readonly SourceColumn[] }
  | { readonly type: 'block'; readonly id: number; readonly block: PackedBlock }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly fault: FaultData }
  | { readonly type: 'closed'; readonly id: number }
