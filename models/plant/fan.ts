import { wander, type Random } from './random.ts'

const minute = 60_000

export interface FanInput {
  running: boolean
  /** Share of nominal steam that the combustion air must serve. */
  steam: number
  /** °C in the boiler house, where the machine stands. */
  house: number
  /** °C of the air it draws. */
  air: number
  /** 0 sound, 1 worn out. */
  wear: number
}

/**
 * A forced-draught fan, controlled by its inlet damper. Writes damper, pressure, speed, DE, NDE (°C), vibration, run command into `out` (the
 * order of `fanRows`); returns kW at its shaft, which its motor gives, and speed as a share of the synchronous one.
 */
export function createFan(random: Random, dt: number): (input: FanInput, out: Float64Array) => { readonly shaft: number; readonly speed: number } {
  const trim = wander(random, 25 * minute, dt)
  const dirt = wander(random, 50 * 60 * minute, dt)
  const lag = (tau: number) => 1 - Math.exp(-dt / (tau * minute))
  const warm = { de: lag(30), nde: lag(28) }
  const cool = { de: lag(95), nde: lag(90) }
  const damperLag = lag(1.5)
  const spinUp = lag(0.35)
  const spinDown = lag(2.2)
  let damper = 0
  let speed = 0
  let de = Number.NaN
  let nde = 0
  const drive = { shaft: 0, speed: 0 }

  return (input, out) => {
    const { house } = input
    if (de !== de) de = nde = house
    const wobble = trim()
    const deposit = dirt()
    const shake = random.normal()

    const density = 283 / (273 + input.air)
    // the same oxygen in warmer air is more volume
    const wanted = input.running ? Math.max(8, Math.min(98, (78 * (input.steam * (1 + 0.012 * wobble))) / density)) : 0
    damper += damperLag * (wanted - damper)
    const load = (damper / 100) * density
    const full = input.running ? 1 - 0.012 * load : 0
    speed += (full > speed ? spinUp : spinDown) * (full - speed)
    if (!input.running && speed < 0.005) speed = 0
    const open = damper / 100
    const pressure = speed * speed * density * (16 + 30 * open - 9 * open * open)
    const shaft = speed ** 3 * density * (34 + 96 * open ** 1.35) + 1.3 * input.wear * speed

    const effort = shaft / 100
    const hot = Math.max(0, input.wear - 0.3) / 0.7
    const rates = speed > 0.05 ? warm : cool
    de += rates.de * (house + 14 * speed + 9 * effort * speed + 19 * hot * speed - de)
    nde += rates.nde * (house + 11 * speed + 6 * effort * speed + 2 * hot * speed - nde)
    const resonance = speed > 0.05 && speed < 0.95 ? 1.9 * Math.exp(-(((speed - 0.7) / 0.07) ** 2)) : 0
    const throttled = 1 + 0.5 * (1 - open) ** 2
    const vibration = 1.35 * speed * speed * throttled * (1 + 0.05 * deposit) * (1 + 0.04 * shake) + resonance + 4.2 * input.wear * speed * (1 + 0.09 * shake)

    out[0] = damper
    out[1] = pressure
    out[2] = speed * 1495
    out[3] = de
    out[4] = nde
    out[5] = 0.07 + Math.max(0, vibration)
    out[6] = input.running ? 1 : 0
    drive.shaft = shaft
    drive.speed = speed
    return drive
  }
}
