import type { TagKind } from '../series/frame.ts'

/** How a transmitter turns the true value into the recorded one: noise (one standard deviation), smallest step, range. In tag units. */
export interface Instrument {
  readonly noise: number
  readonly step: number
  readonly low: number
  readonly high: number
}

export interface PlantTag {
  /** Unique in the plant, as on the P&ID: `P-101A.DE_TEMP`. */
  readonly name: string
  readonly unit: string
  readonly kind: TagKind
  readonly about: string
  readonly instrument: Instrument
}

/** A node of the tree site > area > asset. Site and areas hold no tags. */
export interface PlantAsset {
  readonly name: string
  readonly parent: string | null
  readonly about: string
  readonly tags: readonly PlantTag[]
}

type Row = readonly [suffix: string, unit: string, kind: TagKind, noise: number, step: number, low: number, high: number, about: string]

// The order of the rows is the order in which the simulator of this kind of machine writes its values.
export const pumpRows = [
  ['FLOW', 'm³/h', 'analogue', 3.2, 0.5, 0, 1200, 'Delivered flow, magnetic meter'],
  ['SUCT_PRESS', 'bar', 'analogue', 0.006, 0.002, -1, 3, 'Suction pressure after the strainer, gauge'],
  ['DISCH_PRESS', 'bar', 'analogue', 0.012, 0.005, 0, 10, 'Discharge pressure before the check valve, gauge'],
  ['SPEED', 'rpm', 'analogue', 0.8, 1, 0, 1800, 'Shaft speed from the drive'],
  ['CURRENT', 'A', 'analogue', 0.7, 0.1, 0, 400, 'Motor current, mean of three phases'],
  ['DE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Pump bearing, drive end'],
  ['NDE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Pump bearing, non-drive end'],
  ['MTR_DE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Motor bearing, drive end'],
  ['MTR_WDG_TEMP', '°C', 'analogue', 0.1, 0.1, -20, 200, 'Motor winding, hottest phase'],
  ['VIB_DE', 'mm/s', 'analogue', 0.02, 0.01, 0, 25, 'Vibration velocity RMS 10-1000 Hz, drive end'],
  ['VIB_NDE', 'mm/s', 'analogue', 0.02, 0.01, 0, 25, 'Vibration velocity RMS 10-1000 Hz, non-drive end'],
  ['RUN_CMD', '', 'command', 0, 1, 0, 1, 'Run command from the control system'],
] as const satisfies readonly Row[]

export const fanRows = [
  ['DAMPER', '%', 'analogue', 0.12, 0.1, 0, 100, 'Inlet damper position'],
  ['DISCH_PRESS', 'mbar', 'analogue', 0.12, 0.05, 0, 100, 'Discharge pressure'],
  ['SPEED', 'rpm', 'analogue', 0.5, 1, 0, 1800, 'Shaft speed'],
  ['DE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Fan bearing, drive end'],
  ['NDE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Fan bearing, non-drive end'],
  ['VIB', 'mm/s', 'analogue', 0.02, 0.01, 0, 25, 'Vibration velocity RMS 10-1000 Hz, drive end'],
  ['RUN_CMD', '', 'command', 0, 1, 0, 1, 'Run command from the control system'],
] as const satisfies readonly Row[]

export const motorRows = [
  ['CURRENT', 'A', 'analogue', 0.35, 0.1, 0, 900, 'Motor current, mean of three phases'],
  ['POWER', 'kW', 'analogue', 0.25, 0.1, 0, 600, 'Active power'],
  ['VOLT', 'V', 'analogue', 0.3, 0.1, 0, 500, 'Line voltage, mean of three phases'],
  ['WDG_TEMP', '°C', 'analogue', 0.1, 0.1, -20, 200, 'Winding, hottest phase'],
  ['DE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Motor bearing, drive end'],
  ['NDE_TEMP', '°C', 'analogue', 0.06, 0.1, -20, 150, 'Motor bearing, non-drive end'],
  ['VIB', 'mm/s', 'analogue', 0.02, 0.01, 0, 25, 'Vibration velocity RMS 10-1000 Hz, drive end'],
  ['RUN_CMD', '', 'command', 0, 1, 0, 1, 'Run command from the control system'],
] as const satisfies readonly Row[]

export const exchangerRows = [
  ['HOT_IN_TEMP', '°C', 'analogue', 0.08, 0.1, 0, 200, 'Product into the exchanger'],
  ['HOT_OUT_TEMP', '°C', 'analogue', 0.07, 0.1, 0, 200, 'Product out of the exchanger'],
  ['CW_IN_TEMP', '°C', 'analogue', 0.05, 0.1, 0, 100, 'Cooling water in'],
  ['CW_OUT_TEMP', '°C', 'analogue', 0.06, 0.1, 0, 100, 'Cooling water out'],
  ['HOT_FLOW', 't/h', 'analogue', 0.25, 0.05, 0, 150, 'Product flow, Coriolis meter'],
  ['CW_FLOW', 'm³/h', 'analogue', 0.9, 0.2, 0, 450, 'Cooling water flow, ultrasonic meter'],
  ['HOT_DP', 'mbar', 'analogue', 2, 0.5, 0, 2500, 'Pressure drop, product side'],
  ['CW_DP', 'mbar', 'analogue', 1.2, 0.5, 0, 2500, 'Pressure drop, water side'],
] as const satisfies readonly Row[]

export const valveRows = [
  ['SP', 'm³/h', 'command', 0, 0.1, 0, 400, 'Set-point of the flow controller'],
  ['FLOW', 'm³/h', 'analogue', 0.7, 0.1, 0, 400, 'Controlled flow, orifice meter'],
  ['OUT', '%', 'analogue', 0, 0.01, 0, 100, 'Controller output'],
  ['POS', '%', 'analogue', 0.06, 0.05, 0, 100, 'Stem position feedback'],
  ['UP_PRESS', 'bar', 'analogue', 0.012, 0.005, 0, 10, 'Pressure before the valve, gauge'],
] as const satisfies readonly Row[]

const site = 'Demonstration plant'
const areas = { water: 'Cooling water', process: 'Product cooling', boiler: 'Boiler house' } as const

const tree: readonly PlantAsset[] = [
  { name: site, parent: null, about: 'Simulated site: cooling water, product cooling and a boiler house', tags: [] },
  { name: areas.water, parent: site, about: 'Two pump trains on duty and standby feed one header', tags: [] },
  { name: areas.process, parent: site, about: 'Product is cooled against cooling water under flow control', tags: [] },
  { name: areas.boiler, parent: site, about: 'Combustion air for the steam boiler', tags: [] },
  { name: 'P-101A', parent: areas.water, about: 'Cooling water pump with motor and drive, train A', tags: tagsOf('P-101A', pumpRows) },
  { name: 'P-101B', parent: areas.water, about: 'Cooling water pump with motor and drive, train B', tags: tagsOf('P-101B', pumpRows) },
  { name: 'E-201', parent: areas.process, about: 'Product cooler, shell and tube, counterflow', tags: tagsOf('E-201', exchangerRows) },
  { name: 'FV-201', parent: areas.process, about: 'Cooling water control valve of E-201 with its flow controller', tags: tagsOf('FV-201', valveRows) },
  { name: 'K-301', parent: areas.boiler, about: 'Forced-draught fan, controlled by its inlet damper', tags: tagsOf('K-301', fanRows) },
  { name: 'M-301', parent: areas.boiler, about: 'Motor of the forced-draught fan K-301, direct on line', tags: tagsOf('M-301', motorRows) },
]

/** The tree of the demonstration plant: parents before their children; the six machines at its leaves carry the tags. */
export function plantAssets(): readonly PlantAsset[] {
  return tree
}

export type MachineName = 'P-101A' | 'P-101B' | 'E-201' | 'FV-201' | 'K-301' | 'M-301'

/** The assets that carry tags, in the order of the blocks. */
export const machines = tree.filter((asset) => asset.tags.length > 0)

function tagsOf(asset: string, rows: readonly Row[]): PlantTag[] {
  return rows.map(([suffix, unit, kind, noise, step, low, high, about]) => ({ name: `${asset}.${suffix}`, unit, kind, about, instrument: { noise, step, low, high } }))
}
