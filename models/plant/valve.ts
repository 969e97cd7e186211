import { wander, type Random } from './random.ts'

const minute = 60_000
const largestFlow = 420
const meterRange = 400

export interface ValveInput {
  /** m³/h. */
  setPoint: number
  /** bar before the valve. */
  upstream: number
  /** 0 moves freely, 1 sticks badly. */
  stiction: number
}

/**
 * Stem position under friction, the two-parameter model of He, Wang, Pottmann and Qin (Ind. Eng. Chem. Res. 46, 2007): the stem stays until
 * the pent-up force passes the static band, then slips to within the kinetic one. Bands in percent of travel.
 */
export function createStem(position: number): (demand: number, statics: number, kinetics: number) => number {
  let stem = position
  let pending = 0
  let last = position
  return (demand, statics, kinetics) => {
    const force = pending + (demand - last)
    last = demand
    if (Math.abs(force) > statics) {
      const side = Math.sign(force)
      stem += force - side * kinetics
      pending = side * kinetics
    } else {
      pending = force
    }
    return Math.max(0, Math.min(100, stem))
  }
}

/**
 * Control valve, flow and controller of the cooling water to E-201, simulated in steps of at most five seconds. Writes set-point, flow
 * (m³/h), controller output, position (%), pressure before the valve (bar) into `out` (the order of `valveRows`).
 */
export function createValve(random: Random, dt: number): (input: ValveInput, out: Float64Array) => void {
  const steps = Math.ceil(dt / 5000)
  const h = dt / steps / 1000
  const pipe = 1 - Math.exp(-h / 9)
  const supply = wander(random, 1.2 * minute, dt)
  const slow = wander(random, 22 * minute, dt)
  const rub = wander(random, 9 * minute, dt)
  const gain = 0.42
  const reset = 42
  let integral = 52
  let output = integral
  let flow = 180
  let position = integral
  const stem = createStem(integral)

  return (input, out) => {
    const pressure = input.upstream + 0.018 * supply() + 0.03 * slow()
    const drive = Math.sqrt(Math.max(0.2, pressure - 1.1) / 4)
    const friction = Math.max(0, 1 + 0.12 * rub())
    const statics = 0.12 + 6.2 * input.stiction * friction
    const kinetics = 0.05 + 3.3 * input.stiction * friction
    for (let i = 0; i < steps; i++) {
      const error = ((input.setPoint - flow) / meterRange) * 100
      integral = Math.max(-5, Math.min(105, integral + (gain * error * h) / reset))
      output = Math.max(0, Math.min(100, integral + gain * error))
      position = stem(output, statics, kinetics)
      const through = largestFlow * Math.max(0, position / 100) ** 1.3 * drive
      flow += pipe * (through - flow)
    }
    out[0] = input.setPoint
    out[1] = flow
    out[2] = output
    out[3] = position
    out[4] = pressure
  }
}
