import { wander, type Random } from './random.ts'

const minute = 60_000
const gravity = 9.81
const barToMetres = 10.2

/** How one train differs from the other: no two castings are alike. */
export interface PumpBuild {
  /** Share of the nominal head curve. */
  readonly head: number
  /** mm/s at nominal speed, drive end. */
  readonly vibration: number
  /** Share of the nominal friction of the bearings. */
  readonly friction: number
}

export interface PumpInput {
  running: boolean
  /** m³/h the header asks of this pump. */
  demand: number
  /** °C in the hall. */
  hall: number
  mains: number
  /** 0 sound, 1 worn out. */
  wear: number
  /** 0 clean strainer, 1 blocked enough to cavitate. */
  blocked: number
}

/** Rated point 900 m³/h, 52 m at 1,485 rpm; 160 kW motor on a drive that holds the header pressure. */
const rated = { speed: 1485, shutOffHead: 64, slope: 12 / 900 ** 2, bestFlow: 840, bestEfficiency: 0.81, volts: 400 } as const

/** Head in metres at a flow (m³/h) and a speed ratio: H = n²H₀ - kQ², which obeys the affinity laws by its form. */
export function pumpHead(flow: number, speed: number): number {
  return speed * speed * rated.shutOffHead - rated.slope * flow * flow
}

/** Efficiency at a flow and a speed ratio: a parabola about the best point, which moves with speed. */
export function pumpEfficiency(flow: number, speed: number): number {
  const off = flow / (speed * rated.bestFlow) - 1
  return Math.max(0.2, rated.bestEfficiency * (1 - 0.75 * off * off))
}

/** The speed ratio at which the pump delivers a flow against a head (metres). */
export function speedFor(flow: number, head: number): number {
  return Math.sqrt((head + rated.slope * flow * flow) / rated.shutOffHead)
}

/**
 * One train: pump, bearings, motor, drive. Writes flow, suction, discharge, speed, current, DE, NDE, motor DE, winding (°C), vibration DE, NDE,
 * run command into `out` (the order of `pumpRows`).
 */
export function createPump(build: PumpBuild, random: Random, dt: number): (input: PumpInput, out: Float64Array) => void {
  const basin = wander(random, 14 * 60 * minute, dt)
  const strainer = wander(random, 30 * minute, dt)
  const balance = wander(random, 7 * 60 * minute, dt)
  const bubbles = wander(random, 2.5 * minute, dt)
  const speedStep = (0.45 * dt) / minute
  const coast = Math.exp(-dt / (0.6 * minute))
  const lag = { run: (tau: number) => 1 - Math.exp(-dt / (tau * minute)) }
  const warm = { de: lag.run(26), nde: lag.run(24), motorDe: lag.run(34), winding: lag.run(42) }
  const cool = { de: lag.run(75), nde: lag.run(70), motorDe: lag.run(100), winding: lag.run(120) }

  let speed = 0
  let flow = 0
  let de = Number.NaN
  let nde = 0
  let motorDe = 0
  let winding = 0

  return (input, out) => {
    const { hall } = input
    if (de !== de) de = nde = motorDe = winding = hall
    const level = 0.16 + 0.02 * basin()
    const flutter = strainer()
    const gurgle = bubbles()
    const hiss = random.normal()
    const shake = random.normal()
    const shakeNde = random.normal()
    const imbalance = 1 + 0.05 * balance()

    // suction: basin level less the loss of the strainer, which rises with the square of the flow
    const blockage = input.blocked * (1 + 0.1 * flutter)
    const share = flow / 700
    const suction = level - (0.05 + 0.62 * blockage) * share * share
    const available = (suction + 1.013) * barToMetres - 0.3
    const required = 3.6 + 3.1 * share * share
    const cavitating = flow > 100 ? Math.max(0, Math.min(1.4, (required + 0.9 - available) / 1.6)) : 0

    if (input.running) {
      const wantedPressure = 4.55 + 0.95 * (input.demand / 800) ** 2
      const wantedHead = Math.max(5, (wantedPressure - suction) * barToMetres) / build.head
      const target = Math.min(1.05, speedFor(input.demand, wantedHead))
      speed += Math.max(-speedStep, Math.min(speedStep, target - speed))
      // the check valve opens once the pump overcomes the header
      const delivered = speed >= 0.985 * target ? input.demand : input.demand * Math.max(0, (speed / target - 0.8) / 0.185)
      flow = Math.max(0, delivered * (1 - cavitating * (0.03 + 0.02 * gurgle + 0.012 * hiss)))
    } else {
      speed = speed < 0.01 ? 0 : speed * coast
      flow = flow < 1 ? 0 : flow * coast * coast
    }

    const head = build.head * pumpHead(flow, speed) * (1 - cavitating * (0.04 + 0.03 * gurgle + 0.025 * hiss))
    const turning = speed > 0.05
    const discharge = suction + Math.max(0, head) / barToMetres
    const efficiency = turning ? pumpEfficiency(flow, speed) * (1 - 0.05 * cavitating) : 1
    const hydraulic = (1000 * gravity * (flow / 3600) * Math.max(0, head)) / 1000
    const shaft = turning ? hydraulic / efficiency + 5.5 * speed ** 3 + 1.6 * input.wear * speed : 0
    const active = (shaft / 0.948 / (Math.sqrt(3) * rated.volts * input.mains)) * 1000
    const magnetising = turning ? 62 * speed * input.mains : 0
    const current = Math.sqrt(active * active + magnetising * magnetising)

    // bearings: friction heats with speed and load, first-order lags to the hall
    const effort = shaft / 110
    const hot = Math.max(0, input.wear - 0.3) / 0.7
    const friction = build.friction
    const rates = turning ? warm : cool
    de += rates.de * (hall + friction * (13 * speed + 15 * effort) + 17 * hot * speed - de)
    nde += rates.nde * (hall + friction * (11 * speed + 9.5 * effort) + 2.6 * hot * speed - nde)
    winding += rates.winding * (hall + 44 * (current / 195) ** 2 - winding)
    motorDe += rates.motorDe * (hall + 12 * speed + 0.28 * (winding - hall) - motorDe)

    // vibration: unbalance with the square of speed, hydraulic forces off the best point, a critical speed that starts and stops pass
    const off = turning ? flow / (speed * rated.bestFlow) - 0.9 : 0
    const resonance = turning ? 1.7 * Math.exp(-(((speed - 0.58) / 0.05) ** 2)) : 0
    const healthy = build.vibration * speed * speed * imbalance * (1 + 1.1 * off * off) + resonance
    const rough = cavitating * (2.1 + 0.8 * gurgle + 0.55 * shake)
    const worn = 4.6 * input.wear * speed * (1 + 0.1 * shake)
    const floor = 0.11 * (1 + 0.2 * Math.abs(hiss))
    out[0] = flow
    out[1] = suction
    out[2] = discharge
    out[3] = speed * rated.speed
    out[4] = current
    out[5] = de
    out[6] = nde
    out[7] = motorDe
    out[8] = winding
    out[9] = floor + Math.max(0, healthy * (1 + 0.035 * shake) + rough + worn)
    out[10] = floor + Math.max(0, 0.78 * healthy * (1 + 0.035 * shakeNde) + 0.8 * rough + 0.22 * worn)
    out[11] = input.running ? 1 : 0
  }
}
