import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { machines } from './assets.ts'
import { faultTable } from './faults.ts'
import { plantLabels, plantWorkOrders } from './generate.ts'
import { planPlant } from './plan.ts'

const day = 86_400_000
const year = (seed: number) => ({ seed, start: Date.UTC(2025, 10, 24), interval: 60_000, rows: 525_600 })
const seeds = fc.integer({ min: 0, max: 1e9 })

describe('the plan of a year', () => {
  it('leaves the first 30 days without a fault and puts every fault of the table inside the span', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const span = year(seed)
        const { faults } = planPlant(span)
        expect(faults).toHaveLength(faultTable.length)
        for (const { from, to } of faults) {
          expect(from).toBeGreaterThan(span.start + 50 * day)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(span.start + 365 * day)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('has a fresh fault of every kind in the last 60 days and at least two of each in the year', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const span = year(seed)
        const { faults } = planPlant(span)
        for (const kind of ['bearing_wear', 'cavitation', 'fouling', 'stiction', 'sensor_drift', 'stuck_sensor'] as const) {
          const ofKind = faults.filter((fault) => fault.kind === kind)
          expect(ofKind.length, kind).toBeGreaterThanOrEqual(2)
          expect(ofKind.some((fault) => fault.from >= span.start + 305 * day), kind).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('lets at least one pump run at any time, and the short pump faults happen while theirs runs', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const span = year(seed)
        const { running, faults } = planPlant(span)
        const both = [...running['P-101A'], ...running['P-101B']].toSorted((a, b) => a.from - b.from)
        let covered = span.start
        for (const run of both) {
          expect(run.from).toBeLessThanOrEqual(covered)
          covered = Math.max(covered, run.to)
        }
        expect(covered).toBe(span.start + 365 * day)
        for (const fault of faults.filter(({ kind, asset }) => (kind === 'cavitation' || kind === 'stuck_sensor') && asset.startsWith('P-')))
          expect(running[fault.asset].some((run) => run.from <= fault.from && fault.to <= run.to), fault.words).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('takes a pump out of service for its repair and writes a work order for it', () => {
    const span = year(1)
    const { running, faults } = planPlant(span)
    const wear = faults.find(({ asset, kind }) => asset === 'P-101A' && kind === 'bearing_wear')!
    expect(running['P-101A'].some((run) => run.from < wear.to + 10 * 3_600_000 && run.to > wear.to + 60_000)).toBe(false)
    const order = plantWorkOrders(span).find(({ asset, from }) => asset === 'P-101A' && from === wear.to)
    expect(order?.words).toContain('bearing replaced')
    expect(order?.number).toMatch(/^WO-\d+$/)
  })

  it('labels only tags that exist, oldest first, and labels what a sticking valve does to the exchanger', () => {
    const labels = plantLabels(year(1))
    const known = new Set(machines.flatMap(({ tags }) => tags.map(({ name }) => name)))
    expect(labels.flatMap(({ tags }) => tags).filter((tag) => !known.has(tag))).toEqual([])
    expect(labels.map(({ from }) => from)).toEqual(labels.map(({ from }) => from).toSorted((a, b) => a - b))
    expect(labels.filter(({ asset, kind }) => asset === 'E-201' && kind === 'stiction')).toHaveLength(2)
  })

  it('plans any allowed span without failing', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 600_000 }), fc.integer({ min: 1000, max: 600_000 }), (seed, rows, interval) => {
        const { faults } = planPlant({ seed, rows, interval, start: 0 })
        for (const { from, to } of faults) expect(to - from).toBeGreaterThanOrEqual(2 * interval)
      }),
    )
  })

  it.each([
    [{ interval: 500 }, /interval.*500/],
    [{ interval: Number.NaN }, /interval/],
    [{ rows: 0 }, /rows.*0/],
    [{ rows: 1.5 }, /rows/],
    [{ start: Infinity }, /start/],
    [{ seed: 0.5 }, /seed/],
  ])('refuses %j and names the figure', (wrong, words) => {
    expect(() => planPlant({ ...year(1), ...wrong })).toThrow(words)
  })
})
