import type { Scheme } from '../theme/tokens.ts'

/**
 * Score to colour: the desk's own grey well below the threshold, so that a quiet fleet is a quiet picture; then the cividis ramp
 * (Nuñez, Anderton, Renslow 2018: even steps of lightness, the same for colour-blind eyes), run so that more stands out more in each theme.
 */
const cividis: readonly (readonly [number, number, number])[] = [
  [0, 34, 78],
  [30, 59, 110],
  [67, 78, 108],
  [101, 99, 112],
  [134, 122, 119],
  [169, 148, 114],
  [205, 174, 100],
  [240, 203, 79],
  [254, 232, 56],
]

export function scoreColour(score: number, threshold: number, scheme: Scheme, nothing: string): string {
  const share = threshold > 0 ? (score / threshold - 0.9) / 4 : 0
  if (!(share > 0)) return nothing
  const at = Math.min(share, 1)
  return mix(scheme === 'dark' ? 0.25 + 0.75 * at : 0.85 - 0.85 * at)
}

function mix(position: number): string {
  const scaled = Math.min(Math.max(position, 0), 1) * (cividis.length - 1)
  const i = Math.min(Math.floor(scaled), cividis.length - 2)
  const a = cividis[i] ?? [0, 0, 0]
  const b = cividis[i + 1] ?? a
  const channel = (c: 0 | 1 | 2) => Math.round(a[c] + (b[c] - a[c]) * (scaled - i))
  return `rgb(${channel(0)} ${channel(1)} ${channel(2)})`
}
