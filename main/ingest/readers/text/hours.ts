/** Times of one hour share their first 13 bytes (`2024-01-01 07`): then minute and second are all that has to be read. */
export interface HourMemory {
  /** Whether `yyyy-mm-dd hh:mm:ss` stands at `at`, in the hour that was kept, with a minute and second that exist. */
  matches(bytes: Uint8Array, at: number): boolean
  /** The time that `matches` found. */
  time(bytes: Uint8Array, at: number): number
  /** Keeps the hour of a time that was read the long way. */
  keep(bytes: Uint8Array, at: number, time: number): void
}

const prefix = 13

export function hourMemory(): HourMemory {
  const kept = new Uint8Array(prefix)
  let hour = NaN
  let within = 0
  return {
    matches(bytes, at) {
      // from the end: that is where times differ
      for (let i = prefix - 1; i >= 0; i--) if (bytes[at + i] !== kept[i]) return false
      if (bytes[at + 13] !== 58 || bytes[at + 16] !== 58) return false
      const m1 = bytes[at + 14]! - 48
      const m0 = bytes[at + 15]! - 48
      const s1 = bytes[at + 17]! - 48
      const s0 = bytes[at + 18]! - 48
      if (m1 < 0 || m1 > 5 || m0 < 0 || m0 > 9 || s1 < 0 || s1 > 5 || s0 < 0 || s0 > 9) return false
      within = (m1 * 10 + m0) * 60_000 + (s1 * 10 + s0) * 1000
      return true
    },
    time: () => hour + within,
    keep(bytes, at, time) {
      if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || bytes[at + 13] !== 58 || bytes[at + 16] !== 58) return
      for (let i = 0; i < prefix; i++) kept[i] = bytes[at + i]!
      hour = Math.floor(time / 3_600_000) * 3_600_000
    },
  }
}
