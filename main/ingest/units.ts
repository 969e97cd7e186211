/** Units that rows of the long layout name beside their tag: the first counts, others are told. */

/** A tag that names more different units than this names none that one could tell. */
const mostOthers = 5
const none = new Set(['', '-', '--', 'none', 'null', 'nan', 'n/a', 'na', '?'])

export interface UnitOf {
  unit: string
  otherUnits?: string[]
}

export function learnUnit(column: UnitOf, cell: string): void {
  const unit = cell.replace(/^[[(]|[\])]$/g, '').trim().slice(0, 40)
  if (unit === column.unit || none.has(unit.toLowerCase())) return
  if (column.unit === '') column.unit = unit
  else if (!sameUnit(column.unit, unit)) {
    column.otherUnits ??= []
    if (column.otherUnits.length < mostOthers && !column.otherUnits.includes(unit)) column.otherUnits.push(unit)
  }
}

/** `m3/h` and `m³/h`, `degC` and `°C` are one; capitals count, since mW is not MW. */
export function sameUnit(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(unit: string): string {
  return unit
    .replaceAll(/[\s·]/g, '')
    .replace(/^deg(?=[CFcf]$)/, '°')
    .replaceAll('²', '2')
    .replaceAll('³', '3')
    .replaceAll('µ', 'u')
    .replaceAll('μ', 'u')
}
