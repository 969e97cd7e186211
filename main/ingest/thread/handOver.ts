import type { Detail } from '../../contract/errors.ts'
import type { RecordSource } from '../port.ts'

/**
 * Reads from one source until another one can go on: between two blocks, behind the checkpoint of the last, as a resumed import does. Columns are
 * then those of the other source, and words may have other codes there. The other one is opened while the last block of the first is still used.
 * @param next opens the other source behind a checkpoint, or answers `undefined` while there is none. Asked before each block is given out.
 */
export function handOver(first: RecordSource, next: (checkpoint: Detail) => Promise<RecordSource> | undefined): RecordSource {
  let source = first
  let following: Promise<RecordSource> | undefined
  return {
    get columns() {
      return source.columns
    },
    async *blocks(signal) {
      for await (const block of first.blocks(signal)) {
        following = block.progress < 1 ? next(block.checkpoint) : undefined
        // why it could not be opened is told when its turn comes
        following?.catch(() => undefined)
        yield block
        if (!following) continue
        const [other] = await Promise.all([following, first.close()])
        source = other
        break
      }
      if (source !== first) yield* source.blocks(signal)
    },
    async close() {
      // it may have been opened for a block that nobody asked for any more
      const other = await following?.catch(() => undefined)
      await other?.close()
      if (other !== source) await source.close()
    },
  }
}
