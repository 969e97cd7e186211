import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conductance, effectiveness, exchangerDesign } from './exchanger.ts'
import { pumpEfficiency, pumpHead, speedFor } from './pump.ts'
import { createStem } from './valve.ts'

const flows = fc.double({ min: 50, max: 900, noNaN: true })
const speeds = fc.double({ min: 0.5, max: 1.05, noNaN: true })

describe('pump curve', () => {
  it('obeys the affinity laws: flow with speed, head with its square', () => {
    fc.assert(
      fc.property(flows, speeds, (flow, speed) => {
        expect(pumpHead(flow * speed, speed)).toBeCloseTo(pumpHead(flow, 1) * speed * speed, 9)
        expect(pumpEfficiency(flow * speed, speed)).toBeCloseTo(pumpEfficiency(flow, 1), 9)
      }),
    )
  })

  it('gives 52 m at the rated 900 m³/h and finds the speed back', () => {
    expect(pumpHead(900, 1)).toBeCloseTo(52, 9)
    fc.assert(
      fc.property(flows, speeds, (flow, speed) => {
        expect(speedFor(flow, pumpHead(flow, speed))).toBeCloseTo(speed, 9)
      }),
    )
  })
})

describe('effectiveness', () => {
  it('solves the differential equations of a counterflow exchanger, integrated here step by step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 4, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (ntu, ratio) => {
        // Hot side enters at 1 where the cold side leaves; with the right effectiveness the cold side has entered at 0 at the other end.
        let hot = 1
        let cold = ratio * effectiveness(ntu, ratio)
        const steps = 2000
        for (let i = 0; i < steps; i++) {
          const half = (ntu * (hot - cold)) / (2 * steps)
          const flux = (ntu * (hot - half - (cold - ratio * half))) / steps
          hot -= flux
          cold -= ratio * flux
        }
        expect(cold).toBeCloseTo(0, 5)
        expect(1 - hot).toBeCloseTo(effectiveness(ntu, ratio), 5)
      }),
    )
  })

  it('stays between nothing and everything and falls with fouling', () => {
    fc.assert(
      fc.property(fc.double({ min: 30, max: 110, noNaN: true }), fc.double({ min: 80, max: 300, noNaN: true }), fc.double({ min: 0, max: 0.9, noNaN: true }), (hot, cold, fouling) => {
        const least = Math.min(hot * exchangerDesign.hotCp, cold * exchangerDesign.coldCp)
        const ratio = least / Math.max(hot * exchangerDesign.hotCp, cold * exchangerDesign.coldCp)
        const now = effectiveness(conductance(hot, cold, fouling) / least, ratio)
        const later = effectiveness(conductance(hot, cold, fouling + 0.1) / least, ratio)
        expect(now).toBeGreaterThan(0)
        expect(now).toBeLessThan(1)
        expect(later).toBeLessThan(now)
      }),
    )
  })
})

describe('stem', () => {
  it('follows its demand without friction', () => {
    const stem = createStem(50)
    for (const demand of [51, 53, 49.5]) expect(stem(demand, 0, 0)).toBeCloseTo(demand, 9)
  })

  it('stays within the static band and then slips to within the kinetic one', () => {
    const stem = createStem(50)
    expect(stem(52, 5, 3)).toBe(50)
    expect(stem(54.9, 5, 3)).toBe(50)
    expect(stem(55.2, 5, 3)).toBeCloseTo(52.2, 9)
    expect(stem(55.9, 5, 3)).toBeCloseTo(52.2, 9)
  })
})
