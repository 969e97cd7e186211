import type { Allocate } from '../../../models/detectors/steps.ts'

/** A buffer is used again for something shorter, but not for something so much shorter that keeping it is a waste. */
const largestWaste = 4

/** Arrays that threads see without a copy. */
export interface SharedMemory {
  readonly allocate: Allocate
  /** Everything that was given out may be given out again: a stream of blocks needs the memory of one. */
  giveBack(): void
}

export function createSharedMemory(): SharedMemory {
  let free: SharedArrayBuffer[] = []
  let used: SharedArrayBuffer[] = []
  return {
    allocate(rows) {
      const bytes = rows * Float64Array.BYTES_PER_ELEMENT
      const last = free.pop()
      const buffer = last && last.byteLength >= bytes && last.byteLength <= largestWaste * bytes ? last : new SharedArrayBuffer(bytes)
      used.push(buffer)
      return new Float64Array(buffer, 0, rows)
    },
    giveBack() {
      free = used
      used = []
    },
  }
}
