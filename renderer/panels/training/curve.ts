/** The figures of training as curves over epochs: smoothing, scales and where labels go. Pure; what draws them is beside. */
export interface Point {
  readonly epoch: number
  readonly value: number
}

export interface Curve {
  readonly key: string
  readonly label: string
  readonly points: readonly Point[]
  /** Place in the palette; 0 is the colour of the text. */
  readonly colour: number
  readonly dashed?: boolean
  /** Smoothed at full strength over raw at 35 %. */
  readonly smooth: boolean
  /** Epoch that is ringed. */
  readonly best?: number | null
}

export interface Bar {
  readonly epoch: number
  /** Stacked from below: solid, then outlined. */
  readonly parts: readonly number[]
}

export interface Level {
  readonly value: number
  readonly label: string
  /** Drawn stronger: the one that has to be beaten. */
  readonly strong: boolean
}

export interface Plot {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly scale: 'log' | 'linear'
  readonly curves: readonly Curve[]
  readonly bars?: readonly Bar[]
  readonly levels: readonly Level[]
  readonly weight: number
}

/**
 * Exponentially weighted mean without the pull towards its first value (as in Adam): each point sees itself and those before it.
 * @param weight of what came before, 0 (no smoothing) to below 1.
 */
export function smoothed(points: readonly Point[], weight: number): Point[] {
  let sum = 0
  let share = 0
  return points.map(({ epoch, value }) => {
    sum = weight * sum + (1 - weight) * value
    share = weight * share + (1 - weight)
    return { epoch, value: sum / share }
  })
}

export interface Extent {
  readonly min: number
  readonly max: number
}

/** What a plot must show, widened a little; null when nothing is in it. A logarithmic plot leaves out what is not above zero. */
export function extentOf({ curves, bars = [], levels, scale }: Pick<Plot, 'curves' | 'bars' | 'levels' | 'scale'>): Extent | null {
  const values = [...curves.flatMap(({ points }) => points.map(({ value }) => value)), ...bars.map(({ parts }) => parts.reduce((a, b) => a + b, 0))]
  const shown = (value: number) => Number.isFinite(value) && (scale === 'linear' || value > 0)
  if (!values.some(shown) && bars.length === 0) return null
  const all = [...values, ...levels.map(({ value }) => value)].filter(shown)
  const min = Math.min(...all)
  const max = Math.max(...all)
  if (scale === 'linear') return { min: Math.min(0, min), max: Math.max(1, max) * 1.12 }
  const margin = Math.max(1.08, (max / min) ** 0.06)
  return { min: min / margin, max: max * margin }
}

/** 0 at the bottom, 1 at the top. */
export function heightOf(value: number, { min, max }: Extent, scale: Plot['scale']): number {
  return scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min)
}

/** Round values: 1, 2 and 5 times powers of ten over few decades, powers alone over many. */
export function logTicks({ min, max }: Extent): number[] {
  const decades = Math.log10(max / min)
  const factors = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 1.5, 2, 3, 4, 5, 7]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`)
      if (tick >= min && tick <= max) ticks.push(tick)
    }
  }
  return ticks
}

/** Whole epochs, about `count` of them, the last one included. */
export function epochTicks(epochs: number, count: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => epochs / one <= count) ?? 1000
  const ticks: number[] = []
  for (let epoch = step === 1 ? 1 : step; epoch <= epochs; epoch += step) ticks.push(epoch)
  return ticks
}

export interface PlacedLabel {
  readonly text: string
  readonly y: number
  readonly strong: boolean
}

/** Labels of levels from the top down: those of one height share a line, and none covers another. `y` grows downwards. */
export function placeLabels(levels: readonly (Level & { readonly y: number })[], { top, bottom, line }: { top: number; bottom: number; line: number }): PlacedLabel[] {
  const groups: { y: number; texts: string[]; strong: boolean }[] = []
  for (const { y, label, strong } of levels.toSorted((a, b) => a.y - b.y || Number(b.strong) - Number(a.strong))) {
    const same = groups.find((group) => Math.abs(group.y - y) < 2)
    if (same) {
      if (strong) same.texts.unshift(label)
      else same.texts.push(label)
      same.strong ||= strong
    } else groups.push({ y, texts: [label], strong })
  }
  let free = top
  const placed = groups.map(({ y, texts, strong }) => {
    const at = Math.max(free, y - line)
    free = at + line
    return { text: texts.join(' · '), y: at, strong }
  })
  // What fell out below moves up again, as far as it must.
  let limit = bottom - line
  return placed.toReversed().map((label) => {
    const y = Math.min(label.y, limit)
    limit = y - line
    return { ...label, y }
  }).toReversed()
}
