import type { Palette } from '../theme/tokens.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Context = CanvasRenderingContext2D
export const font = '11px "JetBrains Mono", ui-monospace, monospace'

/** The colour of a place in the palette; beyond the sixth they come again (then dashed). */
export const traceColour = (palette: Palette, place: number): string => (place === 0 ? palette.text[0] : (palette.series[(place - 1) % palette.series.length] ?? palette.text[0]))

/** The same as a CSS variable: follows the theme by itself. */
export const traceVariable = (place: number): string => (place === 0 ? 'var(--text-1)' : `var(--series-${((place - 1) % 6) + 1})`)

/** A path along whole pixels: one pixel wide and not two half ones. */
export function line(context: Context, x1: number, y1: number, x2: number, y2: number) {
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
}

/** `#rrggbb` at an opacity. */
export function alpha(colour: string, opacity: number): string {
  return `${colour}${Math.round(opacity * 255).toString(16).padStart(2, '0')}`
}

/** A fill of lines at 45 degrees: bad quality, and states that cannot be told apart. */
export function hatch(context: Context, colour: string): CanvasPattern | null {
  const tile = context.canvas.ownerDocument.createElement('canvas')
  tile.width = tile.height = 6
  const on = tile.getContext('2d')
  if (!on) return null
  on.strokeStyle = alpha(colour, 0.7)
  on.beginPath()
  for (const offset of [-6, 0, 6]) line(on, offset, 6, offset + 6, 0)
  on.stroke()
  return context.createPattern(tile, 'repeat')
}
