import { columnByColumn, type Method } from './method.ts'

/** Distance from the median in median absolute deviations: the least that any detector must beat (Iglewicz & Hoaglin 1993). */
export const zscore: Method<null> = {
  id: 'zscore-mad',
  version: 3,
  title: 'Z-score (MAD)',
  about: 'How far each value lies from the median, in median absolute deviations of the reference (Iglewicz & Hoaglin 1993).',
  stage: 'level',
  fewest: 10,
  learn: () => null,
  score: (_, channels) => columnByColumn(0, channels, (_memory, z, out) => z.forEach((x, row) => (out[row] = Math.abs(x)))),
}
