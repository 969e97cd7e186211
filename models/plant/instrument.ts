import type { PlantTag } from './assets.ts'
import { severity, type PlannedFault } from './faults.ts'
import type { Random } from './random.ts'

/** Chance that one sample of an analogue transmitter is lost: a bad telegram now and then. */
const lostShare = 2e-5

/**
 * The way from the true value to the historian: drift, noise, range, resolution, a transmitter that stands still, a lost telegram. Draws the
 * same number of random figures every row, whatever is wrong, so that a fault changes only what it touches. NaN = no value.
 */
export function createInstrument(tag: PlantTag, faults: readonly PlannedFault[], random: Random): (truth: number, time: number) => number {
  const { noise, step, low, high } = tag.instrument
  const drifts = faults.filter((fault) => fault.kind === 'sensor_drift' && fault.tags.includes(tag.name))
  const stucks = faults.filter((fault) => fault.kind === 'stuck_sensor' && fault.tags.includes(tag.name))
  const analogue = tag.kind === 'analogue'
  let last = Number.NaN

  return (truth, time) => {
    let value = truth
    if (noise > 0) value += noise * random.normal()
    const lost = analogue && random.next() < lostShare
    for (const drift of drifts) value += drift.size * severity(drift, time)
    value = Math.round(Math.max(low, Math.min(high, value)) / step) * step
    // 12.3 rather than 12.299999999999999: what a historian holds
    value = Math.round(value * 1000) / 1000
    for (const stuck of stucks) if (severity(stuck, time) > 0 && last === last) value = last
    last = value
    return lost ? Number.NaN : value
  }
}
