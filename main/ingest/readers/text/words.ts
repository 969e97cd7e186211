/** Words that stand for "no value", for two-valued states and for quality, as historians and loggers write them. */

/** Compared without case. The empty cell belongs to every list. */
export const missingWords: readonly string[] = [
  '', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', 'nil', '-', '--', '---', '?', '.', '*', 'nodata', 'no data', 'no value', 'bad', 'bad input', 'i/o timeout',
  'comm fail', 'not connect', 'pt created', 'missing', '1.#qnan', '-1.#ind', '1.#ind', '\\n',
]

/** Numbers that loggers store for "no value"; taken as such only where they stand alone (see columnGuess). */
export const sentinels: readonly number[] = [-999, -9999, -99999, -999.25, -99, 9999, 99999, 1e30, -1e30, 1e20, -1e20]

export const stateWords: ReadonlyMap<string, 0 | 1> = new Map<string, 0 | 1>([
  ['true', 1], ['false', 0], ['on', 1], ['off', 0], ['yes', 1], ['no', 0], ['open', 1], ['opened', 1], ['closed', 0], ['close', 0], ['running', 1], ['stopped', 0],
  ['run', 1], ['stop', 0], ['started', 1], ['active', 1], ['inactive', 0], ['enabled', 1], ['disabled', 0], ['high', 1], ['low', 0], ['t', 1], ['f', 0], ['y', 1], ['n', 0],
  ['ein', 1], ['aus', 0], ['ja', 1], ['nein', 0], ['wahr', 1], ['falsch', 0],
])

export const qualityWords: ReadonlyMap<string, 0 | 1 | 2> = new Map<string, 0 | 1 | 2>([
  ['good', 0], ['ok', 0], ['g', 0], ['valid', 0], ['normal', 0], ['uncertain', 1], ['questionable', 1], ['suspect', 1], ['u', 1], ['substituted', 1], ['bad', 2], ['b', 2],
  ['invalid', 2], ['error', 2], ['fail', 2], ['failed', 2],
])

/** A quality code: 0, 1, 2 as the store has it; from 4 on the OPC DA code, whose two upper bits are 3 good, 1 uncertain, 0 bad. */
export function qualityOf(code: number, opc: boolean): 0 | 1 | 2 {
  if (!opc) return code === 0 ? 0 : code === 1 ? 1 : 2
  const major = (code >> 6) & 3
  return major === 3 ? 0 : major === 1 ? 1 : 2
}
