import { createHash } from 'node:crypto'
import type { Columns } from './points.ts'

/**
 * SHA-256 of a series, the same however the points were cut and wherever they lie: over the SHA-256 of all times, of all values (both
 * float64, little-endian) and of all quality flags (one byte a point), one after the other.
 */
export function contentHasher(): { add(points: Columns): void; digest(): string } {
  const [time, value, quality] = [createHash('sha256'), createHash('sha256'), createHash('sha256')]
  return {
    add(points) {
      time.update(points.time)
      value.update(points.value)
      quality.update(points.quality)
    },
    digest: () => createHash('sha256').update(time.digest()).update(value.digest()).update(quality.digest()).digest('hex'),
  }
}
