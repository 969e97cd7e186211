/** Times in the files that are written. */

const readBack = (local: number, digits: string) => local + (Number(digits) * 1000) / 10 ** digits.length

/**
 * ISO 8601 in UTC with milliseconds; times between two milliseconds (vibration) get as many digits as it takes to read the same number back.
 */
export function isoTime(time: number): string {
  if (Number.isInteger(time)) return new Date(time).toISOString()
  const second = Math.floor(time / 1000) * 1000
  const text = new Date(second).toISOString().slice(0, 19)
  for (let digits = 4; digits <= 15; digits++) {
    const fraction = ((time - second) / 1000).toFixed(digits).slice(2)
    if (readBack(second, fraction) === time) return `${text}.${fraction}Z`
  }
  return `${text}.${((time - second) / 1000).toFixed(15).slice(2)}Z`
}
