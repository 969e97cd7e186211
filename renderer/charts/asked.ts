import type { View } from './lane.ts'

/** The stretch of time that buckets were asked for, and how long the view was that they were made for. */
export interface Asked extends View {
  readonly span: number
}

/** A view and half of it on both sides: a pan finds them there. */
export function askFor({ from, to }: View): Asked {
  const span = to - from
  return { from: from - span / 2, to: to + span / 2, span }
}

/**
 * How well a view is served by what was asked for: it `fits`; it will do while it moves, but is a little too coarse or near its end (`worn`); part of
 * the view is missing, or a bucket would be wider than two px (`short`); nothing of the view is there (`elsewhere`).
 */
export type Cover = 'fits' | 'worn' | 'short' | 'elsewhere'

const coarsest = 2 // times as long as the view that is drawn
const leastRoom = 0.25 // of the view, on both sides

export function coverOf(asked: Asked, view: View): Cover {
  if (view.to < asked.from || view.from > asked.to) return 'elsewhere'
  const span = view.to - view.from
  if (view.from < asked.from || view.to > asked.to || asked.span > span * coarsest) return 'short'
  const room = Math.min(view.from - asked.from, asked.to - view.to)
  // a pan changes the length by what a double cannot hold
  return Math.abs(asked.span - span) <= span * 1e-6 && room >= span * leastRoom ? 'fits' : 'worn'
}
