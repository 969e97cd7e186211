import type { Detail } from '../../contract/errors.ts'
import type { RecordSource } from '../port.ts'

/**
 * Reads from one source until another one can go on: between two blocks, behind the checkpoint of the last, as a resumed import does. Columns are
 * then those of the other source, and words may have other codes there.
 * @param next opens the other source behind a checkpoint, or answers `undefined` while there is none. Asked before each block but the first.
 */
export function handOver(first: RecordSource, next: (checkpoint: Detail) => Promise<RecordSource> | undefined): RecordSource {
  let source = first
  return {
    get columns() {
      return source.columns
    },
    async *blocks(signal) {
      for await (const block of first.blocks(signal)) {
        yield block
        const following = block.progress < 1 ? next(block.checkpoint) : undefined
        if (!following) continue
        const [other] = await Promise.all([following, first.close()])
        source = other
        break
      }
      if (source !== first) yield* source.blocks(signal)
    },
    close: () => source.close(),
  }
}
