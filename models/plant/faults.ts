import type { MachineName } from './assets.ts'
import type { Stretch } from './intervals.ts'

export type FaultKind = 'bearing_wear' | 'cavitation' | 'fouling' | 'stiction' | 'sensor_drift' | 'stuck_sensor'

/** Ground truth: what is wrong, where and when. `tags` are the ones in which it shows, in the order in which it shows. */
export interface PlantLabel extends Stretch {
  readonly asset: MachineName
  readonly tags: readonly string[]
  readonly kind: FaultKind
  readonly words: string
}

/** What maintenance did, as a work order would say it. Not a fault: it explains a stop or a step. */
export interface PlantWorkOrder extends Stretch {
  readonly asset: MachineName
  readonly number: string
  readonly words: string
}

/** A fault as the simulator needs it. */
export interface PlannedFault extends PlantLabel {
  /** How far it goes at severity 1: tag units for sensor faults, otherwise the machine's own scale (1 = worn out). */
  readonly size: number
}

export interface FaultChoice {
  readonly asset: MachineName
  readonly kind: FaultKind
  readonly tags: readonly string[]
  /** Where it begins, as a share of the whole length. Each place is moved by a seeded ±0.012. */
  readonly at: number
  /** Days, for a plant of a year; shorter lengths shrink in proportion. `Infinity`: not found yet, goes on to the end. */
  readonly days: number
  readonly size: number
  /** What shows. */
  readonly words: string
  /** How it ends: the text of the work order and how long the machine stands for it in hours (0: repaired while running). */
  readonly repair: { readonly words: string; readonly hours: number } | null
  /** Another machine in which it shows although that machine is well: labelled too, so that finding it there is no false alarm. */
  readonly reaches?: { readonly asset: MachineName; readonly tags: readonly string[]; readonly words: string }
}

const huntingExchanger = {
  asset: 'E-201',
  tags: ['E-201.CW_FLOW', 'E-201.CW_DP', 'E-201.CW_OUT_TEMP'],
  words: 'Water flow hunts because FV-201 sticks; the exchanger is well.',
} as const

/**
 * The documented places of all faults. Nothing is wrong in the first 15 % (54 days of a year), so that any reference period there is
 * clean; every kind has one that begins in the last 60 days of a year (share above 0.836 after its shift).
 */
export const faultTable: readonly FaultChoice[] = [
  {
    asset: 'P-101A', kind: 'bearing_wear', tags: ['P-101A.VIB_DE', 'P-101A.VIB_NDE', 'P-101A.DE_TEMP'], at: 0.24, days: 26, size: 1,
    words: 'Drive-end bearing wears out: vibration first, its temperature about a third of the way later.',
    repair: { words: 'Drive-end bearing replaced, outer race spalled. Alignment checked.', hours: 20 },
  },
  {
    asset: 'P-101A', kind: 'cavitation', tags: ['P-101A.SUCT_PRESS', 'P-101A.VIB_DE', 'P-101A.VIB_NDE', 'P-101A.DISCH_PRESS', 'P-101A.FLOW', 'P-101A.CURRENT'], at: 0.43, days: 0.7, size: 1,
    words: 'Suction strainer blocks: suction pressure falls and the pump cavitates.',
    repair: { words: 'Suction strainer back-flushed.', hours: 0 },
  },
  {
    asset: 'P-101A', kind: 'stuck_sensor', tags: ['P-101A.MTR_DE_TEMP'], at: 0.62, days: 3, size: 1,
    words: 'Motor bearing temperature stands still while speed and load move.',
    repair: { words: 'Input card channel of MTR_DE_TEMP reset.', hours: 0 },
  },
  {
    asset: 'P-101A', kind: 'cavitation', tags: ['P-101A.SUCT_PRESS', 'P-101A.VIB_DE', 'P-101A.VIB_NDE', 'P-101A.DISCH_PRESS', 'P-101A.FLOW', 'P-101A.CURRENT'], at: 0.885, days: 0.9, size: 1.1,
    words: 'Suction strainer blocks with leaves: suction pressure falls and the pump cavitates.',
    repair: { words: 'Suction strainer cleaned, leaves removed from the basin.', hours: 0 },
  },
  {
    asset: 'P-101A', kind: 'stuck_sensor', tags: ['P-101A.DE_TEMP'], at: 0.95, days: 3.5, size: 1,
    words: 'Drive-end bearing temperature stands still while speed and load move.',
    repair: { words: 'Transmitter of DE_TEMP replaced.', hours: 0 },
  },
  {
    asset: 'P-101B', kind: 'cavitation', tags: ['P-101B.SUCT_PRESS', 'P-101B.VIB_DE', 'P-101B.VIB_NDE', 'P-101B.DISCH_PRESS', 'P-101B.FLOW', 'P-101B.CURRENT'], at: 0.2, days: 0.5, size: 1,
    words: 'Suction strainer blocks: suction pressure falls and the pump cavitates.',
    repair: { words: 'Suction strainer back-flushed.', hours: 0 },
  },
  {
    asset: 'P-101B', kind: 'sensor_drift', tags: ['P-101B.DISCH_PRESS'], at: 0.38, days: 27, size: -0.6,
    words: 'Discharge pressure transmitter drifts low by up to 0.6 bar; the pump is well.',
    repair: { words: 'DISCH_PRESS recalibrated, impulse line cleared.', hours: 0 },
  },
  {
    asset: 'P-101B', kind: 'stuck_sensor', tags: ['P-101B.CURRENT'], at: 0.7, days: 2, size: 1,
    words: 'Motor current stands still while the flow moves.',
    repair: { words: 'Current transducer of P-101B replaced.', hours: 0 },
  },
  {
    asset: 'P-101B', kind: 'bearing_wear', tags: ['P-101B.VIB_DE', 'P-101B.VIB_NDE', 'P-101B.DE_TEMP'], at: 0.88, days: Infinity, size: 1,
    words: 'Drive-end bearing wears out and nobody has found it yet: vibration first, then temperature.',
    repair: null,
  },
  {
    asset: 'K-301', kind: 'stuck_sensor', tags: ['K-301.NDE_TEMP'], at: 0.2, days: 5, size: 1,
    words: 'Non-drive-end bearing temperature stands still while the load moves.',
    repair: { words: 'Loose terminal of NDE_TEMP tightened.', hours: 0 },
  },
  {
    asset: 'K-301', kind: 'bearing_wear', tags: ['K-301.VIB', 'K-301.DE_TEMP'], at: 0.46, days: 28, size: 1,
    words: 'Drive-end bearing wears out: vibration first, then temperature.',
    repair: { words: 'Fan bearing replaced, grease contaminated.', hours: 14 },
    reaches: { asset: 'M-301', tags: ['M-301.POWER', 'M-301.CURRENT'], words: 'The worn bearing of K-301 brakes and its motor draws a little more; the motor is well.' },
  },
  {
    asset: 'M-301', kind: 'stuck_sensor', tags: ['M-301.DE_TEMP'], at: 0.29, days: 4, size: 1,
    words: 'Drive-end bearing temperature stands still while the load moves.',
    repair: { words: 'Input card channel of DE_TEMP reset.', hours: 0 },
  },
  {
    asset: 'M-301', kind: 'bearing_wear', tags: ['M-301.VIB', 'M-301.DE_TEMP'], at: 0.66, days: 24, size: 0.9,
    words: 'Drive-end bearing of the motor wears out: vibration first, then temperature.',
    repair: { words: 'Motor bearing replaced, grease found dry.', hours: 10 },
  },
  {
    asset: 'M-301', kind: 'sensor_drift', tags: ['M-301.WDG_TEMP'], at: 0.87, days: 32, size: 14,
    words: 'Winding temperature drifts high by up to 14 °C while the current does not.',
    repair: { words: 'Winding thermometer changed over to the spare element.', hours: 0 },
  },
  {
    asset: 'E-201', kind: 'sensor_drift', tags: ['E-201.CW_OUT_TEMP'], at: 0.18, days: 26, size: 4.5,
    words: 'Cooling water outlet thermometer drifts high by up to 4.5 °C: the heat balance no longer closes.',
    repair: { words: 'CW_OUT_TEMP recalibrated.', hours: 0 },
  },
  {
    asset: 'E-201', kind: 'fouling', tags: ['E-201.HOT_OUT_TEMP', 'E-201.HOT_DP', 'E-201.CW_OUT_TEMP'], at: 0.34, days: 66, size: 1,
    words: 'Product side fouls: the outlet gets hotter and the pressure drop rises at the same flow.',
    repair: { words: 'E-201 opened and cleaned in the shutdown.', hours: 54 },
  },
  {
    asset: 'E-201', kind: 'stuck_sensor', tags: ['E-201.HOT_IN_TEMP'], at: 0.72, days: 2.5, size: 1,
    words: 'Product inlet temperature stands still while the outlet moves.',
    repair: { words: 'HOT_IN_TEMP transmitter restarted.', hours: 0 },
  },
  {
    asset: 'E-201', kind: 'fouling', tags: ['E-201.HOT_OUT_TEMP', 'E-201.HOT_DP', 'E-201.CW_OUT_TEMP'], at: 0.85, days: Infinity, size: 0.9,
    words: 'Product side fouls again and has not been cleaned yet.',
    repair: null,
  },
  {
    asset: 'FV-201', kind: 'stiction', tags: ['FV-201.POS', 'FV-201.FLOW', 'FV-201.OUT'], at: 0.27, days: 13, size: 1,
    words: 'Packing grips the stem: position moves in jumps and the flow loop hunts.',
    repair: { words: 'Packing of FV-201 loosened and lubricated.', hours: 0 }, reaches: huntingExchanger,
  },
  {
    asset: 'FV-201', kind: 'sensor_drift', tags: ['FV-201.POS'], at: 0.5, days: 24, size: -9,
    words: 'Position feedback drifts low by up to 9 % while output and flow agree.',
    repair: { words: 'Positioner feedback of FV-201 recalibrated.', hours: 0 },
  },
  {
    asset: 'FV-201', kind: 'stiction', tags: ['FV-201.POS', 'FV-201.FLOW', 'FV-201.OUT'], at: 0.86, days: 17, size: 1.2,
    words: 'Packing grips the stem again: position moves in jumps and the flow loop hunts.',
    repair: { words: 'Packing of FV-201 replaced.', hours: 0 }, reaches: huntingExchanger,
  },
]

/**
 * How far a fault has gone at a time, 0..1 (0 outside its stretch). Wear and fouling accelerate, stiction and a blocked strainer are
 * there soon, a drift is straight, a stuck sensor is stuck.
 */
export function severity(fault: PlannedFault, time: number): number {
  if (time < fault.from || time >= fault.to) return 0
  const done = (time - fault.from) / (fault.to - fault.from)
  switch (fault.kind) {
    case 'bearing_wear':
      return done ** 1.4
    case 'fouling':
      return done ** 1.1
    case 'stiction':
      return Math.min(1, 0.35 + done * 2.5)
    case 'cavitation':
      return Math.min(1, done * 6, (1 - done) * 15)
    case 'sensor_drift':
      return done
    case 'stuck_sensor':
      return 1
  }
}

/** The most severe of several faults at a time, times its size. */
export function worst(faults: readonly PlannedFault[], time: number): number {
  let most = 0
  for (const fault of faults) most = Math.max(most, severity(fault, time) * fault.size)
  return most
}
