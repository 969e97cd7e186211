import { machines, type MachineName, type PlantTag } from './assets.ts'
import { createExchanger, exchangerDesign, type ExchangerInput } from './exchanger.ts'
import { createFan, type FanInput } from './fan.ts'
import { worst, type FaultKind, type PlannedFault, type PlantLabel, type PlantWorkOrder } from './faults.ts'
import { createInstrument } from './instrument.ts'
import { follower } from './intervals.ts'
import { createMotor, type MotorInput } from './motor.ts'
import { planPlant, type PlantPlan, type PlantSpan } from './plan.ts'
import { createPump, type PumpBuild, type PumpInput } from './pump.ts'
import { randomStream } from './random.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'
import { createValve, type ValveInput } from './valve.ts'

/** Rows [from, from + time.length) of the plant. */
export interface PlantBlock {
  /** Index of the first row. */
  readonly from: number
  readonly time: Float64Array
  /** One entry a machine, in the order of `machines`; columns in the order of its tags. NaN: no value was received. */
  readonly assets: readonly { readonly asset: MachineName; readonly columns: readonly Float64Array[] }[]
}

export interface PlantOptions extends PlantSpan {
  /** Rows a block; the last one may be shorter. The values do not depend on it. */
  readonly blockRows: number
  /** The same plant, hour by hour, with nothing wrong: what the faults are measured against. Default false. */
  readonly healthy?: boolean
}

/**
 * The demonstration plant as a stream of blocks. Same seed and span: the same values to the bit, however it is cut.
 * @throws {RangeError} for a span or block size that makes no sense.
 */
export function* generatePlant(options: PlantOptions): Generator<PlantBlock, void, void> {
  const { start, interval, rows, blockRows } = options
  if (!Number.isSafeInteger(blockRows) || blockRows < 1) throw new RangeError(`blockRows must be a whole number from 1, got ${blockRows}`)
  const recorders = createRecorders(options, planPlant(options))
  warmUp(recorders, options)
  for (let from = 0; from < rows; from += blockRows) {
    const n = Math.min(blockRows, rows - from)
    const time = new Float64Array(n)
    const assets = machines.map(({ name, tags }) => ({ asset: machineName(name), columns: tags.map(() => new Float64Array(n)) }))
    const columns = assets.map((asset) => asset.columns)
    for (let row = 0; row < n; row++) {
      const now = start + (from + row) * interval
      time[row] = now
      recorders(now, row, columns)
    }
    yield { from, time, assets }
  }
}

/** Brings lags and loops to where a plant is that has run for a day, so that the first row is no event. */
function warmUp(recorders: ReturnType<typeof createRecorders>, { start, interval }: PlantSpan): void {
  const nowhere = machines.map(({ tags }) => tags.map(() => new Float64Array(1)))
  for (let row = Math.ceil(86_400_000 / interval); row > 0; row--) recorders(start - row * interval, 0, nowhere)
}

/** The ground truth of a span: every fault and what it does in other machines, oldest first, cut at the end of the span. */
export function plantLabels(span: PlantSpan): PlantLabel[] {
  const { faults, consequences } = planPlant(span)
  return [...faults, ...consequences].map(({ asset, tags, from, to, kind, words }) => ({ asset, tags, from, to, kind, words })).toSorted((a, b) => a.from - b.from)
}

/** What maintenance did in a span, oldest first. */
export function plantWorkOrders(span: PlantSpan): readonly PlantWorkOrder[] {
  return planPlant(span).workOrders
}

const builds = {
  a: { head: 1, vibration: 1.75, friction: 1 },
  b: { head: 0.985, vibration: 2.05, friction: 1.07 },
} as const satisfies Record<string, PumpBuild>

/** Steps the whole plant by one row and writes what the instruments make of it. */
function createRecorders(options: PlantOptions, plan: PlantPlan): (time: number, row: number, columns: readonly (readonly Float64Array[])[]) => void {
  const { seed, start, interval: dt } = options
  const faults = options.healthy ? [] : plan.faults
  const of = (asset: MachineName, kind: FaultKind): PlannedFault[] => faults.filter((fault) => fault.asset === asset && fault.kind === kind)
  const surroundings = createSurroundings(randomStream(seed, 'weather'), randomStream(seed, 'production'), dt)
  const running = { a: follower(plan.running['P-101A']), b: follower(plan.running['P-101B']), process: follower(plan.running['E-201']), fan: follower(plan.running['K-301']) }
  const wear = { a: of('P-101A', 'bearing_wear'), b: of('P-101B', 'bearing_wear'), fan: of('K-301', 'bearing_wear'), motor: of('M-301', 'bearing_wear') }
  const blocked = { a: of('P-101A', 'cavitation'), b: of('P-101B', 'cavitation') }
  const fouling = of('E-201', 'fouling')
  const stiction = of('FV-201', 'stiction')
  const step = {
    a: createPump(builds.a, randomStream(seed, 'P-101A'), dt),
    b: createPump(builds.b, randomStream(seed, 'P-101B'), dt),
    exchanger: createExchanger(randomStream(seed, 'E-201'), dt),
    valve: createValve(randomStream(seed, 'FV-201'), dt),
    fan: createFan(randomStream(seed, 'K-301'), dt),
    motor: createMotor(randomStream(seed, 'M-301'), dt),
  }
  const truth = machines.map(({ tags }) => new Float64Array(tags.length))
  const [pumpA, pumpB, exchanger, valve, fan, motor] = truth as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array] // the six machines of assets.ts
  const lines = machines.map(({ name, tags }) => ({ lost: follower(plan.gaps[machineName(name)]), tags: tags.map((tag) => instrumentOf(tag, faults, seed)) }))

  const pumpInput: PumpInput = { running: false, demand: 0, hall: 0, mains: 1, wear: 0, blocked: 0 }
  const fanInput: FanInput = { running: false, steam: 0, house: 0, air: 0, wear: 0 }
  const motorInput: MotorInput = { running: false, shaft: 0, speed: 0, house: 0, mains: 1, wear: 0 }
  const exchangerInput: ExchangerInput = { hotFlow: 0, coldFlow: 0, coldIn: 0, surroundings: 0, fouling: 0 }
  const valveInput: ValveInput = { setPoint: 0, upstream: 5, stiction: 0 }
  const smoothing = 1 - Math.exp(-dt / (9 * 60_000))
  let setPoint = Number.NaN

  const stepProcess = (time: number, now: Surroundings): number => {
    const hotFlow = now.load * exchangerDesign.hotFlow * 1.12
    // the ratio station asks for water in proportion to product, slowly, and never less than keeps the tubes wet
    const wish = Math.max(85, 2.5 * hotFlow)
    setPoint = setPoint === setPoint ? setPoint + smoothing * (wish - setPoint) : wish
    valveInput.setPoint = Math.round(setPoint * 2) / 2
    valveInput.upstream = 4.55 + 0.5 * ((now.otherUsers + setPoint) / 800) ** 2
    valveInput.stiction = worst(stiction, time)
    step.valve(valveInput, valve)
    const coldFlow = valve[1] ?? 0
    exchangerInput.hotFlow = hotFlow
    exchangerInput.coldFlow = coldFlow
    exchangerInput.coldIn = now.coolingWater
    exchangerInput.surroundings = now.hall
    exchangerInput.fouling = worst(fouling, time)
    step.exchanger(exchangerInput, exchanger)
    // The pumps see what the branch is asked for: the header swallows the hunting of one valve, so that a fault stays where its label is.
    return setPoint
  }

  const stepPump = (train: 'a' | 'b', time: number, now: Surroundings, on: boolean, demand: number, out: Float64Array) => {
    pumpInput.running = on
    pumpInput.demand = demand
    pumpInput.hall = now.hall
    pumpInput.mains = now.mains
    pumpInput.wear = worst(wear[train], time)
    pumpInput.blocked = worst(blocked[train], time)
    step[train](pumpInput, out)
  }

  return (time, row, columns) => {
    // before the first row (warm-up) runs what runs at the first row
    const planned = Math.max(time, start)
    const now = surroundings(time, running.process(planned))
    const demand = now.otherUsers + stepProcess(time, now)
    const onA = running.a(planned)
    const onB = running.b(planned)
    const each = onA && onB ? demand / 2 : demand
    stepPump('a', time, now, onA, each, pumpA)
    stepPump('b', time, now, onB, each, pumpB)
    fanInput.running = running.fan(planned)
    fanInput.steam = now.steam
    fanInput.house = now.boilerHouse
    fanInput.air = now.ambient
    fanInput.wear = worst(wear.fan, time)
    const { shaft, speed } = step.fan(fanInput, fan)
    motorInput.running = fanInput.running
    motorInput.shaft = shaft
    motorInput.speed = speed
    motorInput.house = now.boilerHouse
    motorInput.mains = now.mains
    motorInput.wear = worst(wear.motor, time)
    step.motor(motorInput, motor)

    for (let asset = 0; asset < lines.length; asset++) {
      const line = lines[asset]
      const values = truth[asset]
      const target = columns[asset]
      if (!line || !values || !target) continue
      const lost = line.lost(time)
      for (let tag = 0; tag < values.length; tag++) {
        const value = line.tags[tag]?.(values[tag] ?? 0, time) ?? Number.NaN
        const column = target[tag]
        if (column) column[row] = lost ? Number.NaN : value
      }
    }
  }
}

function instrumentOf(tag: PlantTag, faults: readonly PlannedFault[], seed: number) {
  return createInstrument(tag, faults, randomStream(seed, tag.name))
}

/** The names of `machines` are the machine names: both stand in assets.ts. */
function machineName(name: string): MachineName {
  return name as MachineName // see above
}
