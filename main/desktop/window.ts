/** The window: its options, stated even where they are the default, and where it opens. */
import { z } from 'zod'
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron'

/** What is remembered of the window between starts. */
export const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

export const smallest = { width: 960, height: 600 }
const preferred = { width: 1440, height: 900 }

/**
 * The bounds to open with: the remembered ones when the title bar can still be reached, moved and shrunk to lie on one display; else
 * the preferred size in the middle of the first display. `workAreas` are the displays without their task bars, primary first.
 */
export function clampToDisplays(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...preferred }
  if (remembered === null) return centred(preferred, primary)
  const shared = workAreas.map((area) => overlap(remembered, area))
  const best = shared.indexOf(Math.max(...shared))
  const area = workAreas[best]
  if (area === undefined || shared[best] === 0) return centred(remembered, primary)
  const width = Math.min(remembered.width, area.width)
  const height = Math.min(remembered.height, area.height)
  return {
    x: Math.min(Math.max(remembered.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(remembered.y, area.y), area.y + area.height - height),
    width,
    height,
  }
}

export function windowOptions(bounds: Rectangle, preload: string, devTools: boolean): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    // shown on `ready-to-show`: no white flash
    show: false,
    backgroundColor: '#14171a',
    title: 'Telltale',
    autoHideMenuBar: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      sandbox: true,
      // it would download its dictionaries
      spellcheck: false,
      devTools,
    },
  }
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = Math.min(size.width, area.width)
  const height = Math.min(size.height, area.height)
  return { x: area.x + Math.floor((area.width - width) / 2), y: area.y + Math.floor((area.height - height) / 2), width, height }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}
