import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { plantAssets } from './assets.ts'
import { exchangerDesign } from './exchanger.ts'
import { generatePlant, plantLabels, type PlantOptions } from './generate.ts'
import type { FaultKind } from './faults.ts'

const interval = 300_000
const perHour = 3_600_000 / interval
const span = { seed: 11, start: Date.UTC(2025, 10, 24), interval, rows: 365 * 24 * perHour }

/** All columns of a plant in one piece, by tag name. */
function columnsOf(options: PlantOptions): Map<string, Float64Array> {
  const columns = new Map<string, Float64Array>()
  for (const block of generatePlant(options))
    for (const { asset, columns: values } of block.assets) {
      const tags = plantAssets().find(({ name }) => name === asset)?.tags ?? []
      values.forEach((column, i) => {
        const name = tags[i]?.name ?? ''
        const whole = columns.get(name) ?? new Float64Array(options.rows)
        whole.set(column, block.from)
        columns.set(name, whole)
      })
    }
  return columns
}

describe('generatePlant', () => {
  it('gives the same values to the bit in any cut', () => {
    const rows = 700
    const options = { seed: 4, start: 1_750_000_000_000, interval: 60_000, rows }
    const whole = columnsOf({ ...options, blockRows: rows })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (blockRows) => {
        const cut = columnsOf({ ...options, blockRows })
        for (const [name, column] of whole) expect(firstDifference(column, cut.get(name) ?? new Float64Array(0)), name).toBe(rows)
      }),
      { numRuns: 12 },
    )
  })

  it('names its times, covers every row once and gives every tag of every machine', () => {
    const blocks = [...generatePlant({ seed: 1, start: 5_000, interval: 60_000, rows: 25, blockRows: 10 })]
    expect(blocks.map(({ from, time }) => [from, time.length])).toEqual([[0, 10], [10, 10], [20, 5]])
    expect(blocks.flatMap(({ time }) => [...time])).toEqual(Array.from({ length: 25 }, (_, i) => 5_000 + i * 60_000))
    for (const { asset, columns } of blocks[0]?.assets ?? []) expect(columns).toHaveLength(plantAssets().find(({ name }) => name === asset)?.tags.length ?? -1)
  })

  it('differs with the seed and refuses a block of no rows', () => {
    const small = { start: 0, interval: 60_000, rows: 50, blockRows: 50 }
    expect(columnsOf({ ...small, seed: 1 }).get('P-101A.FLOW')).not.toEqual(columnsOf({ ...small, seed: 2 }).get('P-101A.FLOW'))
    expect(() => [...generatePlant({ ...small, seed: 1, blockRows: 0 })]).toThrow(/blockRows.*0/)
  })
})

describe('a year of the plant', () => {
  let faulty: Map<string, Float64Array>
  let healthy: Map<string, Float64Array>
  const labels = plantLabels(span)
  const of = (plant: Map<string, Float64Array>, name: string): Float64Array => {
    const column = plant.get(name)
    if (!column) throw new Error(`no tag ${name}`)
    return column
  }
  const label = (asset: string, kind: FaultKind, nth = 0) => {
    const found = labels.filter((one) => one.asset === asset && one.kind === kind)[nth]
    if (!found) throw new Error(`no ${kind} on ${asset}`)
    return found
  }
  const rowOf = (time: number) => Math.ceil((time - span.start) / interval)

  beforeAll(() => {
    faulty = columnsOf({ ...span, blockRows: 4096 })
    healthy = columnsOf({ ...span, blockRows: 4096, healthy: true })
  }, 60_000)

  it('closes the heat balance of the clean exchanger within its losses and the noise of the meters', () => {
    const [hotIn, hotOut, coldIn, coldOut, hotFlow, coldFlow] = ['HOT_IN_TEMP', 'HOT_OUT_TEMP', 'CW_IN_TEMP', 'CW_OUT_TEMP', 'HOT_FLOW', 'CW_FLOW'].map((tag) => of(healthy, `E-201.${tag}`)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
    let given = 0
    let taken = 0
    for (let i = 0; i < span.rows; i++) {
      const hot = (hotFlow[i] ?? NaN) * exchangerDesign.hotCp * ((hotIn[i] ?? NaN) - (hotOut[i] ?? NaN))
      const cold = (coldFlow[i] ?? NaN) * exchangerDesign.coldCp * ((coldOut[i] ?? NaN) - (coldIn[i] ?? NaN))
      if (!((hotFlow[i] ?? NaN) > 40) || Number.isNaN(hot + cold)) continue
      given += hot
      taken += cold
    }
    expect(taken / given).toBeGreaterThan(0.975)
    expect(taken / given).toBeLessThan(1)
  })

  it('draws more current at more flow', () => {
    const pairs = running('P-101B', healthy).map((i): [number, number] => [of(healthy, 'P-101B.FLOW')[i] ?? NaN, of(healthy, 'P-101B.CURRENT')[i] ?? NaN])
    expect(correlation(pairs)).toBeGreaterThan(0.9)
  })

  it('lets a bearing follow its load late: it correlates best with the load of some time ago', () => {
    const current = of(healthy, 'M-301.CURRENT')
    const bearing = of(healthy, 'M-301.WDG_TEMP')
    const rows = running('M-301', healthy).filter((i) => i > 48)
    const at = (lag: number) => correlation(rows.map((i): [number, number] => [current[i - lag] ?? NaN, bearing[i] ?? NaN]))
    const best = [0, 2, 4, 8, 12, 24, 48].map((lag) => ({ lag, r: at(lag) })).toSorted((a, b) => b.r - a.r)[0]
    expect(best?.lag).toBeGreaterThanOrEqual(2)
    expect(best?.lag).toBeLessThanOrEqual(24)
  })

  it('has no flow, no current and a cooling bearing on a stopped pump', () => {
    const command = of(healthy, 'P-101A.RUN_CMD')
    const stops = [...command.keys()].filter((i) => command[i] === 0 && command[i - 1] === 1 && command.subarray(i, i + 48).every((on) => on === 0))
    expect(stops.length).toBeGreaterThan(10)
    const de = of(healthy, 'P-101A.DE_TEMP')
    for (const stop of stops) {
      const later = stop + 3 * perHour
      expect(of(healthy, 'P-101A.FLOW').subarray(stop + 6, later).every((flow) => !(flow > 15))).toBe(true)
      expect(of(healthy, 'P-101A.CURRENT').subarray(stop + 6, later).every((amps) => !(amps > 4))).toBe(true)
      expect(of(healthy, 'P-101A.VIB_DE').subarray(stop + 6, later).every((vibration) => !(vibration > 0.5))).toBe(true)
      const [before, soon, late] = [de[stop - 1] ?? NaN, de[stop + 6] ?? NaN, de[later] ?? NaN]
      if (Number.isNaN(before + soon + late)) continue
      expect(soon).toBeLessThan(before)
      expect(late).toBeLessThan(soon)
      // first-order, not at once: half an hour later it is still warm
      expect(soon).toBeGreaterThan(late + 3)
    }
  })

  it('loses samples in short gaps only: between 0.02 % and 1 % of them', () => {
    for (const [name, column] of faulty) {
      const lost = column.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0) / column.length
      expect(lost, name).toBeGreaterThan(0.0002)
      expect(lost, name).toBeLessThan(0.01)
    }
  })

  it('records in the steps of its instruments', () => {
    for (const temperature of of(faulty, 'P-101A.DE_TEMP').subarray(0, 2000)) if (!Number.isNaN(temperature)) expect(Math.abs(temperature * 10 - Math.round(temperature * 10))).toBeLessThan(1e-9)
  })

  it('shows nothing in a machine before its first fault, to the bit', () => {
    for (const [name, column] of faulty) {
      const first = Math.min(...labels.filter(({ asset }) => name.startsWith(`${asset}.`)).map(({ from }) => from))
      expect(span.start + firstDifference(column, of(healthy, name)) * interval, name).toBeGreaterThanOrEqual(first)
    }
  })

  it('shows nothing of a later fault in the day before it starts', () => {
    for (const one of labels) {
      const recovering = labels.some(({ asset, from, to }) => asset === one.asset && from < one.from && to > one.from - 3 * 86_400_000)
      if (recovering) continue
      for (const name of one.tags) {
        const rows = [rowOf(one.from) - 24 * perHour, rowOf(one.from)] as const
        const noise = plantAssets().flatMap(({ tags }) => tags).find((tag) => tag.name === name)?.instrument.noise ?? 0
        expect(Math.abs(meanOf(name, faulty, ...rows) - meanOf(name, healthy, ...rows)), `${one.kind} in ${name}`).toBeLessThanOrEqual(noise)
      }
    }
  })

  it('leaves alone what no fault can reach', () => {
    for (const name of ['P-101A.RUN_CMD', 'FV-201.SP', 'E-201.CW_IN_TEMP', 'E-201.HOT_FLOW', 'K-301.DAMPER', 'K-301.DISCH_PRESS', 'M-301.VOLT']) expect(of(faulty, name), name).toEqual(of(healthy, name))
  })

  it('shows every fault in every tag that its label names', () => {
    for (const one of labels) {
      for (const name of one.tags) {
        const from = rowOf(one.from)
        const to = Math.min(rowOf(one.to), span.rows)
        const first = firstDifference(of(faulty, name).subarray(from, to), of(healthy, name).subarray(from, to))
        expect(first, `${one.kind} in ${name}`).toBeLessThan(to - from)
      }
    }
  })

  it.each([
    ['P-101A', 'VIB_DE', 'DE_TEMP'],
    ['P-101B', 'VIB_DE', 'DE_TEMP'],
    ['K-301', 'VIB', 'DE_TEMP'],
    ['M-301', 'VIB', 'DE_TEMP'],
  ])('wears a bearing of %s in the physical order: %s long before %s', (asset, vibration, temperature) => {
    // not what another machine's bearing does to this one
    const wear = labels.find((one) => one.asset === asset && one.kind === 'bearing_wear' && one.tags.includes(`${asset}.${vibration}`))!
    const from = rowOf(wear.from)
    const to = Math.min(rowOf(wear.to), span.rows)
    const firstAbove = (tag: string, limit: number) => {
      for (let i = from; i < to; i++) if ((of(faulty, `${asset}.${tag}`)[i] ?? NaN) - (of(healthy, `${asset}.${tag}`)[i] ?? NaN) > limit) return i
      return Infinity
    }
    const shaken = firstAbove(vibration, 0.5)
    const warm = firstAbove(temperature, 1)
    expect(shaken).toBeLessThan(to)
    expect(warm).toBeLessThan(to)
    expect(warm - shaken).toBeGreaterThan(2 * 24 * perHour)
  })

  it.each([['P-101A', 0], ['P-101A', 1], ['P-101B', 0]] as const)('cavitates %s (%i) only after the suction has fallen', (asset, nth) => {
    const fault = label(asset, 'cavitation', nth)
    const difference = (tag: string, i: number) => (of(faulty, `${asset}.${tag}`)[i] ?? NaN) - (of(healthy, `${asset}.${tag}`)[i] ?? NaN)
    const rows = Array.from({ length: rowOf(fault.to) - rowOf(fault.from) }, (_, i) => i + rowOf(fault.from))
    const suction = rows.find((i) => difference('SUCT_PRESS', i) < -0.1) ?? Infinity
    const shaking = rows.find((i) => difference('VIB_DE', i) > 0.5) ?? Infinity
    expect(suction).toBeLessThan(shaking)
    expect(shaking).toBeLessThan(Infinity)
  })

  it('fouls slowly: at the end the outlet is at least 5 °C hotter and the pressure drop 40 % higher than clean', () => {
    const fault = label('E-201', 'fouling')
    const end = rowOf(fault.to) - 6
    const start = end - 24 * perHour
    expect(meanOf('E-201.HOT_OUT_TEMP', faulty, start, end) - meanOf('E-201.HOT_OUT_TEMP', healthy, start, end)).toBeGreaterThan(5)
    expect(meanOf('E-201.HOT_DP', faulty, start, end) / meanOf('E-201.HOT_DP', healthy, start, end)).toBeGreaterThan(1.4)
    const early = rowOf(fault.from)
    expect(Math.abs(meanOf('E-201.HOT_OUT_TEMP', faulty, early, early + 24 * perHour) - meanOf('E-201.HOT_OUT_TEMP', healthy, early, early + 24 * perHour))).toBeLessThan(0.4)
  })

  it.each([0, 1])('makes the loop of a sticking valve hunt while the stem stands still between its jumps (%i)', (nth) => {
    const fault = label('FV-201', 'stiction', nth)
    const from = rowOf(fault.from) + 24 * perHour
    const to = rowOf(fault.to)
    const roughness = (tag: string, plant: Map<string, Float64Array>) => {
      const column = of(plant, tag).subarray(from, to)
      const target = of(plant, 'FV-201.SP').subarray(from, to)
      let sum = 0
      let n = 0
      for (let i = 0; i < column.length; i++) {
        const error = (column[i] ?? NaN) - (target[i] ?? NaN)
        if (Number.isNaN(error)) continue
        sum += error * error
        n++
      }
      return Math.sqrt(sum / n)
    }
    expect(roughness('FV-201.FLOW', faulty)).toBeGreaterThan(2.5 * roughness('FV-201.FLOW', healthy))
  })

  it('drifts one transmitter alone, straight, by the size in its label', () => {
    const fault = label('P-101B', 'sensor_drift')
    const end = rowOf(fault.to) - 1
    const middle = (rowOf(fault.from) + end) >> 1
    const offset = (i: number) => (of(faulty, 'P-101B.DISCH_PRESS')[i] ?? NaN) - (of(healthy, 'P-101B.DISCH_PRESS')[i] ?? NaN)
    const runs = running('P-101B', healthy).filter((i) => i >= rowOf(fault.from) && i <= end && !Number.isNaN(offset(i)))
    const near = (row: number) => runs.toSorted((a, b) => Math.abs(a - row) - Math.abs(b - row))[0] ?? 0
    for (const i of [near(middle), near(end)]) expect(offset(i)).toBeCloseTo((-0.6 * (i - rowOf(fault.from))) / (end - rowOf(fault.from)), 1)
    expect(of(faulty, 'P-101B.SPEED').subarray(rowOf(fault.from), end)).toEqual(of(healthy, 'P-101B.SPEED').subarray(rowOf(fault.from), end))
  })

  it('holds a stuck transmitter at its last value while the machine goes on', () => {
    for (const fault of labels.filter(({ kind }) => kind === 'stuck_sensor')) {
      const name = fault.tags[0] ?? ''
      const from = rowOf(fault.from)
      const held = new Set(of(faulty, name).subarray(from, rowOf(fault.to)).filter((value) => !Number.isNaN(value)))
      expect(held.size, name).toBe(1)
      expect(new Set(of(healthy, name).subarray(from, rowOf(fault.to))).size, name).toBeGreaterThan(5)
    }
  })

  function running(asset: string, plant: Map<string, Float64Array>): number[] {
    const command = of(plant, `${asset}.RUN_CMD`)
    const out: number[] = []
    let since = 0
    for (let i = 0; i < command.length; i++) {
      since = command[i] === 1 ? since + 1 : 0
      if (since > 12) out.push(i)
    }
    return out
  }

  function meanOf(name: string, plant: Map<string, Float64Array>, from: number, to: number): number {
    const values = of(plant, name).subarray(from, to).filter((value) => !Number.isNaN(value))
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }
})

function firstDifference(a: Float64Array, b: Float64Array): number {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i
  return a.length
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  for (const [a, b] of pairs) {
    if (Number.isNaN(a + b)) continue
    n++
    x += a
    y += b
    xx += a * a
    yy += b * b
    xy += a * b
  }
  return (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y))
}
