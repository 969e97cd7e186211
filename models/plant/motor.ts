import { wander, type Random } from './random.ts'

const minute = 60_000
/** 132 kW, four poles, at 400 V: efficiency and magnetising current as a maker's sheet gives them. */
const rated = { volts: 400, efficiency: 0.945, magnetising: 66 } as const

export interface MotorInput {
  running: boolean
  /** kW that the driven machine takes at the shaft. */
  shaft: number
  /** Share of the synchronous speed: the coupling is stiff. */
  speed: number
  /** °C in the boiler house, where the motor stands. */
  house: number
  mains: number
  /** 0 sound, 1 worn out: the drive-end bearing. */
  wear: number
}

/**
 * A squirrel-cage motor, direct on line. Writes current, power, voltage, winding, DE, NDE (°C), vibration, run command into `out` (the order
 * of `motorRows`). Losses heat the winding, the winding and friction heat the bearings, each with a lag of first order.
 */
export function createMotor(random: Random, dt: number): (input: MotorInput, out: Float64Array) => void {
  const balance = wander(random, 40 * 60 * minute, dt)
  const lag = (tau: number) => 1 - Math.exp(-dt / (tau * minute))
  const warm = { winding: lag(45), de: lag(36), nde: lag(33) }
  const cool = { winding: lag(150), de: lag(110), nde: lag(105) }
  let winding = Number.NaN
  let de = 0
  let nde = 0
  let sinceStart = Infinity

  return (input, out) => {
    const { house, speed, mains } = input
    if (winding !== winding) winding = de = nde = house
    const deposit = balance()
    const shake = random.normal()
    const phase = random.next()

    sinceStart = input.running ? sinceStart + dt : -dt
    const shaft = input.shaft + 1.1 * input.wear * speed
    const electric = input.running ? shaft / rated.efficiency : 0
    const active = (electric / (Math.sqrt(3) * rated.volts * mains)) * 1000
    const magnetising = input.running ? rated.magnetising * mains ** 2 : 0
    // a sample that falls into the run-up of about 20 s sees the starting current
    const starting = input.running && sinceStart >= 0 && sinceStart < minute && phase < 0.3 ? 4.6 * (1 - phase) : 1
    const current = Math.sqrt(active * active + magnetising * magnetising) * starting

    const hot = Math.max(0, input.wear - 0.3) / 0.7
    const rates = speed > 0.05 ? warm : cool
    winding += rates.winding * (house + 39 * (Math.min(current, 260) / 175) ** 2 - winding)
    de += rates.de * (house + 12 * speed + 0.27 * (winding - house) + 18 * hot * speed - de)
    nde += rates.nde * (house + 10 * speed + 0.24 * (winding - house) + 2 * hot * speed - nde)
    const resonance = speed > 0.05 && speed < 0.95 ? 1.1 * Math.exp(-(((speed - 0.82) / 0.06) ** 2)) : 0
    const vibration = 0.95 * speed * speed * (1 + 0.05 * deposit) * (1 + 0.04 * shake) + resonance + 4 * input.wear * speed * (1 + 0.09 * shake)

    out[0] = current
    out[1] = electric * starting
    out[2] = rated.volts * mains
    out[3] = winding
    out[4] = de
    out[5] = nde
    out[6] = 0.07 + Math.max(0, vibration)
    out[7] = input.running ? 1 : 0
  }
}
