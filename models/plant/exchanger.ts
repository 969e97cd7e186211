import { wander, type Random } from './random.ts'

const minute = 60_000

export interface ExchangerInput {
  /** t/h of product, 0 when the process stands. */
  hotFlow: number
  /** m³/h of cooling water. */
  coldFlow: number
  /** °C of the cooling water. */
  coldIn: number
  /** °C around it. */
  surroundings: number
  /** 0 clean, 1 as foul as it is ever let become. */
  fouling: number
}

/** Heat capacity of product and water in kW per K and (t/h or m³/h); conductance in kW/K at design flow (85 t/h, 215 m³/h). */
export const exchangerDesign = { hotCp: 2.4 / 3.6, coldCp: 4.18 / 3.6, hotFlow: 85, coldFlow: 215, conductance: 69, loss: 0.012 } as const

/** Effectiveness of a counterflow exchanger from its number of transfer units and the ratio of the capacity rates (Kays and London). */
export function effectiveness(ntu: number, ratio: number): number {
  if (Math.abs(1 - ratio) < 1e-6) return ntu / (1 + ntu)
  const decay = Math.exp(-ntu * (1 - ratio))
  return (1 - decay) / (1 - ratio * decay)
}

/** kW/K at the given flows; the film coefficients go with flow^0.8 (Dittus-Boelter), fouling is a resistance in series. */
export function conductance(hotFlow: number, coldFlow: number, fouling: number): number {
  const { conductance: clean, hotFlow: hot, coldFlow: cold } = exchangerDesign
  const resistance = (0.62 * (hot / hotFlow) ** 0.8 + 0.38 * (cold / coldFlow) ** 0.8 + 0.5 * fouling) / clean
  return 1 / resistance
}

/**
 * The product cooler. Writes hot in, hot out, cold in, cold out (°C), hot flow, cold flow, pressure drop hot, cold (mbar) into `out`
 * (the order of `exchangerRows`). `hotIn` moves with the reactor upstream.
 */
export function createExchanger(random: Random, dt: number): (input: ExchangerInput, out: Float64Array) => void {
  const feed = wander(random, 75 * minute, dt)
  const slow = wander(random, 30 * 60 * minute, dt)
  const follow = (tau: number) => 1 - Math.exp(-dt / (tau * minute))
  const metal = follow(4.5)
  const standing = follow(190)
  const warmUp = follow(8)
  let hotIn = Number.NaN
  let hotOut = 0
  let coldOut = 0

  return (input, out) => {
    const { hotFlow, coldFlow, coldIn } = input
    const feedAim = 117 + 1.5 * feed() + 1.8 * slow() + 6 * (hotFlow / exchangerDesign.hotFlow - 0.9)
    if (hotIn !== hotIn) {
      hotIn = hotFlow > 3 ? feedAim : coldIn + 10
      hotOut = coldIn + 25
      coldOut = coldIn + 8
    }
    if (hotFlow > 3 && coldFlow > 3) {
      const hot = hotFlow * exchangerDesign.hotCp
      const cold = coldFlow * exchangerDesign.coldCp
      const least = Math.min(hot, cold)
      const most = Math.max(hot, cold)
      const ntu = conductance(hotFlow, coldFlow, input.fouling) / least
      hotIn += warmUp * (feedAim - hotIn)
      const duty = effectiveness(ntu, least / most) * least * (hotIn - coldIn)
      hotOut += metal * (hotIn - duty / hot - hotOut)
      coldOut += metal * (coldIn + (duty * (1 - exchangerDesign.loss)) / cold - coldOut)
    } else {
      // without product the shell cools to the room; the tubes take the water's temperature
      hotIn += standing * (input.surroundings + 4 - hotIn)
      hotOut += standing * 1.6 * (input.surroundings + 2 - hotOut)
      coldOut += (coldFlow > 3 ? metal : standing) * (coldIn - coldOut)
    }
    out[0] = hotIn
    out[1] = hotOut
    out[2] = coldIn
    out[3] = coldOut
    out[4] = hotFlow
    out[5] = coldFlow
    out[6] = 460 * (hotFlow / exchangerDesign.hotFlow) ** 1.8 * (1 + 0.75 * input.fouling)
    out[7] = 310 * (coldFlow / exchangerDesign.coldFlow) ** 1.8
  }
}
