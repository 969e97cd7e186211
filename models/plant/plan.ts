import { faultTable, type FaultChoice, type PlannedFault, type PlantLabel, type PlantWorkOrder } from './faults.ts'
import { union, without, type Stretch } from './intervals.ts'
import { randomStream, type Random } from './random.ts'
import type { MachineName } from './assets.ts'

/** What is generated: `rows` samples, `interval` milliseconds apart, the first at `start` (epoch milliseconds). */
export interface PlantSpan {
  readonly seed: number
  readonly start: number
  readonly interval: number
  readonly rows: number
}

/** Everything that is decided before the first sample: who runs when, what breaks when, which samples are lost. */
export interface PlantPlan {
  readonly running: Readonly<Record<MachineName, readonly Stretch[]>>
  readonly faults: readonly PlannedFault[]
  /** What faults do in other machines than their own. */
  readonly consequences: readonly PlantLabel[]
  readonly workOrders: readonly PlantWorkOrder[]
  /** Communication gaps of each machine's remote station. */
  readonly gaps: Readonly<Record<MachineName, readonly Stretch[]>>
}

const hour = 3_600_000
const day = 24 * hour
const year = 365 * day

/**
 * Plans a plant. All durations belong to a year and shrink in proportion for shorter spans, so that a week holds the same story; the
 * plan depends on seed, start, interval and rows only.
 * @throws {RangeError} when the span is not a positive number of rows at 1 s to 10 min.
 */
export function planPlant(span: PlantSpan): PlantPlan {
  checkSpan(span)
  const random = randomStream(span.seed, 'plan')
  const from = span.start
  const to = span.start + span.rows * span.interval
  const scale = Math.min(1, (to - from) / year)
  const at = (share: number) => from + share * (to - from)

  const nominal = faultTable.map((choice) => ({ choice, stretch: nominalStretch(choice, at(choice.at + random.between(-0.012, 0.012)), to, scale) }))
  const repairs = nominal.flatMap(({ choice, stretch }) =>
    choice.repair && choice.repair.hours > 0 ? [{ asset: choice.asset, from: stretch.to, to: stretch.to + choice.repair.hours * hour * scale }] : [],
  )
  const standing = (asset: MachineName) => repairs.filter((repair) => repair.asset === asset)

  // the process stands for an inspection early (so that a reference period has seen a stop), for shutdowns, and for a few trips
  const inspection = { from: at(0.045), to: at(0.045) + 14 * hour * scale }
  const spring = { from: at(0.305), to: at(0.305) + 30 * hour * scale }
  const trips = Array.from({ length: 6 }, () => {
    const begin = at(random.between(0.06, 0.98))
    return { from: begin, to: begin + random.between(1.2, 5) * hour * scale }
  })
  const processStops = union([inspection, spring, ...standing('E-201'), ...trips])
  // fan and motor turn together: what stops one stops the other
  const fanStops = union([...processStops, ...standing('K-301'), ...standing('M-301')])
  const whole = { from, to }
  const [runsA, runsB] = dutySwaps(random, whole, scale, union(standing('P-101A')), union(standing('P-101B')))
  const process = without(whole, processStops)
  const draught = without(whole, fanStops)
  const running: PlantPlan['running'] = { 'P-101A': runsA, 'P-101B': runsB, 'E-201': process, 'FV-201': process, 'K-301': draught, 'M-301': draught }

  const placedFaults = nominal.flatMap(({ choice, stretch }) => {
    const placed = place(choice, stretch, running[choice.asset], scale)
    if (placed.to - placed.from < 2 * span.interval) return []
    return [{ choice, ...placed }]
  })
  const faults = placedFaults.map(({ choice: { asset, kind, tags, words, size }, ...stretch }) => ({ asset, kind, tags, words, size, ...stretch }))
  const consequences = placedFaults.flatMap(({ choice, ...stretch }) => (choice.reaches ? [{ ...choice.reaches, kind: choice.kind, ...stretch }] : []))
  const closed = placedFaults.flatMap(({ choice, to: found }) => {
    if (!choice.repair) return []
    return [{ asset: choice.asset, from: found, to: found + Math.max(choice.repair.hours, 1.5) * hour * scale, words: choice.repair.words }]
  })
  const inspections = [inspection, spring].flatMap((stop) => [
    { asset: 'E-201' as const, ...stop, words: 'Process stop: inspection, strainers cleaned, instruments checked.' },
    { asset: 'K-301' as const, ...stop, words: 'Boiler stop: fan inspected, bearings greased.' },
  ])
  const workOrders = [...closed, ...inspections]
    .filter((order) => order.from < to)
    .toSorted((a, b) => a.from - b.from)
    .map((order, index) => ({ ...order, to: Math.min(order.to, to), number: `WO-${24011 + 7 * index}` }))

  const everywhere = lostStretches(random, whole, 3 * scale, 0.8 * hour, 3.5 * hour)
  const station = () => union([...everywhere, ...lostStretches(random, whole, 22 * scale, 0.04 * hour, 0.7 * hour)])
  const gaps = { 'P-101A': station(), 'P-101B': station(), 'E-201': station(), 'FV-201': station(), 'K-301': station(), 'M-301': station() }
  return { running, faults, consequences, workOrders, gaps }
}

/** The span as the generator accepts it, or a RangeError that names the wrong figure. */
export function checkSpan({ seed, start, interval, rows }: PlantSpan): void {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, got ${seed}`)
  if (!Number.isFinite(start)) throw new RangeError(`start must be epoch milliseconds, got ${start}`)
  if (!(interval >= 1000 && interval <= 600_000)) throw new RangeError(`interval must be 1,000 to 600,000 ms (the control loop is simulated), got ${interval}`)
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`rows must be a whole number from 1, got ${rows}`)
}

function nominalStretch(choice: FaultChoice, begin: number, end: number, scale: number): Stretch {
  return { from: begin, to: choice.days === Infinity ? end : Math.min(end, begin + choice.days * day * scale) }
}

/** Duty and standby: a change-over every five to nine days, eight minutes side by side, earlier where the one on duty must stand. */
function dutySwaps(random: Random, whole: Stretch, scale: number, downA: readonly Stretch[], downB: readonly Stretch[]): [Stretch[], Stretch[]] {
  const down = [downA, downB]
  const runs: [Stretch[], Stretch[]] = [[], []]
  const overlap = 8 * 60_000 * Math.min(1, scale * 4)
  let pump: 0 | 1 = 0
  let begin = whole.from
  while (begin < whole.to) {
    const other: 0 | 1 = pump === 0 ? 1 : 0
    let end = begin + random.between(5, 9) * day * Math.min(1, scale * 8)
    const blocked = down[other]?.find((stand) => stand.from <= end && end < stand.to)
    if (blocked) end = blocked.to
    const forced = down[pump]?.find((stand) => begin < stand.to && stand.from < end)
    if (forced) end = Math.max(forced.from, begin)
    runs[pump].push({ from: Math.max(whole.from, begin - overlap), to: Math.min(end, whole.to) })
    pump = other
    begin = end
  }
  return [union(runs[0]), union(runs[1])]
}

/** Moves a fault to where it can act: it begins in a run, and the short ones stay inside that run. */
function place(choice: FaultChoice, wanted: Stretch, runs: readonly Stretch[], scale: number): Stretch {
  if (choice.kind === 'sensor_drift' || choice.kind === 'fouling' || choice.kind === 'stiction') return wanted
  const settle = 3 * hour * scale
  const short = choice.kind === 'cavitation' || choice.kind === 'stuck_sensor'
  const length = wanted.to - wanted.from
  const run = runs.find((one) => one.to - settle > wanted.from && (!short || one.to - Math.max(one.from + settle, wanted.from) > Math.min(length, 2 * day * scale)))
  if (!run) return { from: wanted.to, to: wanted.to }
  const from = Math.max(wanted.from, run.from + settle)
  return { from, to: short ? Math.min(from + length, run.to - settle) : wanted.to }
}

function lostStretches(random: Random, whole: Stretch, count: number, shortest: number, longest: number): Stretch[] {
  return Array.from({ length: Math.round(count) }, () => {
    const from = random.between(whole.from, whole.to)
    return { from, to: from + shortest * (longest / shortest) ** random.next() }
  })
}
