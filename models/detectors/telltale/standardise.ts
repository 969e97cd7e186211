import { quantileSorted, sortedFinite } from '../../signal/quantile.ts'

/** Centre and width of a channel on its reference rows, in the channel's own units. */
export interface Standard {
  readonly centre: number
  /** Never 0: a channel that stood still has the smallest width that its own size allows. */
  readonly width: number
}

/** Beyond this many widths every value is equally impossible; it also keeps a spike of 1e300 from poisoning squares and averages. */
export const clip = 1e4

/** Values further than this many widths from the median count as that far in the centre. */
const reach = 4

/**
 * A mean that outliers cannot carry away (Huber 1964: values beyond four widths of the median count as four) and a robust width: the normal-consistent interquartile range, or the standard deviation of the middle 98 % where more than
 * half of the values are the same number (Rousseeuw & Croux 1993 on why one width is not enough). Equivariant under affine maps.
 */
export function fitStandard(values: Float64Array): Standard {
  const sorted = sortedFinite(values)
  if (sorted.length === 0) return { centre: 0, width: 1 }
  const median = quantileSorted(sorted, 0.5)
  const middle = sorted.subarray(Math.floor(sorted.length * 0.01), Math.max(1, Math.ceil(sorted.length * 0.99)))
  let sum = 0
  for (const x of middle) sum += (x - median) ** 2
  const spread = Math.sqrt(sum / middle.length)
  const quartiles = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.349
  const usual = Math.max(spread, quartiles)
  const width = usual > 0 && Number.isFinite(usual) ? usual : Math.max(Math.abs(median) * 1e-6, 1e-12)
  let held = 0
  for (const x of sorted) held += Math.min(reach, Math.max(-reach, (x - median) / width))
  return { centre: median + (held / sorted.length) * width, width }
}

/**
 * The standards of columns. Everything that is learned is measured by them, so each is taken until it comes out the same twice in a row, and is put aside at
 * once: V8 13.6 gave a column the standard of the next one in four processes of some two hundred and fifty under load (docs/decisions/0017).
 */
export function fitStandards(columns: readonly Float64Array[], fit: (column: Float64Array) => Standard = fitStandard): Standard[] {
  const known = new Float64Array(2 * columns.length)
  for (let at = 0; at < columns.length; at++) {
    let again: Standard
    do {
      const { centre, width } = fit(columns[at])
      known[2 * at] = centre
      known[2 * at + 1] = width
      again = fit(columns[at])
    } while (!Object.is(again.centre, known[2 * at]) || !Object.is(again.width, known[2 * at + 1]))
  }
  return columns.map((_, at) => ({ centre: known[2 * at], width: known[2 * at + 1] }))
}

/** Standardised copy of a block; values beyond `clip` widths are held there, infinities count as no value. @param z where it goes. */
export function standardise(values: Float64Array, { centre, width }: Standard, z: Float64Array = new Float64Array(values.length)): Float64Array {
  for (let i = 0; i < values.length; i++) {
    const x = (values[i] - centre) / width
    z[i] = Number.isNaN(x) ? NaN : x > clip ? clip : x < -clip ? -clip : x
  }
  return z
}
