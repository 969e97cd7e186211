/** Times in the files that are written. */

const dayMs = 86_400_000

/**
 * ISO 8601 in UTC with milliseconds; times between two milliseconds (vibration) get as many digits as it takes to read the same number back.
 */
export function isoTime(time: number): string {
  if (Number.isInteger(time)) return new Date(time).toISOString()
  const second = Math.floor(time / 1000) * 1000
  const day = Math.floor(second / dayMs) * dayMs
  const text = new Date(second).toISOString().slice(0, 19)
  for (let digits = 4; ; digits++) {
    const fraction = ((time - second) / 1000).toFixed(digits).slice(2)
    // the sum that the reader of times makes
    if (digits === 25 || second - day + Number(`${fraction}e${3 - digits}`) + day === time) return `${text}.${fraction}Z`
  }
}
