/**
 * The colours of the workstation, dark and light: the one place where a colour is written. CSS gets them as variables
 * (`--bg-0`, `--severity-1`, …), canvases by value. What they must satisfy (contrast, distance under colour blindness) is a test beside this file.
 */
export interface Palette {
  /** Desk, panel, lane and input. */
  readonly bg: readonly [string, string, string]
  readonly line: string
  /** Value, label, hint. */
  readonly text: readonly [string, string, string]
  readonly accent: string
  /** Text on a fill of the accent. */
  readonly onAccent: string
  /** 1 critical, 2 high, 3 medium, 4 low. Used for alarms only. */
  readonly severity: readonly [string, string, string, string]
  /** After text-1, which is the first series of a lane. */
  readonly series: readonly [string, string, string, string, string, string]
}

export const dark: Palette = {
  bg: ['#14171a', '#1b1f23', '#22272c'],
  line: '#343b42',
  text: ['#e6e9ec', '#a3acb5', '#8d98a2'],
  accent: '#5aa9f0',
  onAccent: '#0d1216',
  severity: ['#e2501b', '#f29d00', '#edf075', '#b74de2'],
  series: ['#7f95f4', '#88ff81', '#bb7fa6', '#c8b48c', '#6dcaee', '#8160e7'],
}

export const light: Palette = {
  bg: ['#eef0f2', '#f7f8f9', '#ffffff'],
  line: '#cfd5da',
  text: ['#1b1f23', '#4c5660', '#616b75'],
  accent: '#1a66b3',
  onAccent: '#ffffff',
  severity: ['#80200a', '#e0701a', '#8a5d0e', '#a855f7'],
  series: ['#4b5cd1', '#145c2d', '#735f78', '#a56d18', '#0093bd', '#5b327a'],
}

export const palettes = { dark, light } as const
export type Scheme = keyof typeof palettes

/** The palette as CSS custom properties. */
export function cssVariables(palette: Palette): Record<string, string> {
  const variables: Record<string, string> = { '--line': palette.line, '--accent': palette.accent, '--on-accent': palette.onAccent }
  palette.bg.forEach((colour, i) => (variables[`--bg-${i}`] = colour))
  palette.text.forEach((colour, i) => (variables[`--text-${i + 1}`] = colour))
  palette.severity.forEach((colour, i) => (variables[`--severity-${i + 1}`] = colour))
  palette.series.forEach((colour, i) => (variables[`--series-${i + 1}`] = colour))
  return variables
}
