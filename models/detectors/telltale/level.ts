import type { ChannelStage } from './stage.ts'

/** A value further out than this many widths pulls a level no further: one wrong value of any size is forgotten within 150 rows. */
const furthest = 300

/**
 * Distance of an exponentially weighted mean from the reference level (EWMA chart; Roberts 1959).
 * A missing value leaves the mean where it was.
 * @param span in samples; the weight of a new value is 2 / (span + 1).
 */
export function levelStage(span: number): ChannelStage {
  const weight = 2 / (span + 1)
  return {
    memory: 1,
    run(memory, z, out) {
      let mean = memory[0]
      for (let i = 0; i < z.length; i++) {
        const x = z[i]
        if (!Number.isNaN(x)) mean += weight * ((x > furthest ? furthest : x < -furthest ? -furthest : x) - mean)
        out[i] = Math.abs(mean)
      }
      memory[0] = mean
    },
  }
}
