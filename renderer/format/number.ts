/** Numbers as an engineer reads them: significant figures, never NaN, a dash for "no value". */
const dash = '–'
const formats = new Map<string, Intl.NumberFormat>()

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.NumberFormat('en-GB', options)))
  return found
}

/** A measured value with `digits` significant figures (default 4); very large and very small ones in scientific notation. */
export function value(x: number | null | undefined, digits = 4): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return dash
  const size = Math.abs(x)
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return x.toExponential(Math.max(0, digits - 1)).replace('e+', 'e').replaceAll('-', '−')
  return format({ maximumSignificantDigits: digits, minimumSignificantDigits: Math.min(digits, 3), useGrouping: false }).format(x).replace('-', '−')
}

/** A value and its unit with a thin space between. */
export function withUnit(x: number | null | undefined, unit: string, digits = 4): string {
  const text = value(x, digits)
  return unit && text !== dash ? `${text}\u2009${unit}` : text
}

/** A difference, always with its sign. */
export function signed(x: number | null | undefined, digits = 3): string {
  const text = value(x, digits)
  return text === dash || text.startsWith('−') || x === 0 ? text : `+${text}`
}

export const count = (n: number): string => format({ maximumFractionDigits: 0 }).format(n)
export const percent = (share: number): string => format({ style: 'percent', maximumFractionDigits: share < 0.1 && share > 0 ? 1 : 0 }).format(share)

/** A tail probability in words a person can weigh: "1 in 12,000 samples". */
export function oneIn(tail: number): string {
  if (!(tail > 0)) return dash
  const n = 1 / tail
  if (n >= 1e12) return 'fewer than 1 in a trillion'
  return `1 in ${format(n >= 1e6 ? { maximumSignificantDigits: 2, notation: 'compact', compactDisplay: 'long' } : { maximumSignificantDigits: 2 }).format(n)}`
}

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let i = 0
  let size = n
  while (size >= 1000 && i < units.length - 1) {
    size /= 1000
    i++
  }
  return `${format({ maximumSignificantDigits: 3 }).format(size)}\u2009${units[i] ?? 'B'}`
}
