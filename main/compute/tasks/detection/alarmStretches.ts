import { mostStretches, type AlarmStretch } from '../../../contract/events.ts'
import type { ToldEvent } from '../../../../models/detectors/foldRepeats.ts'

/** The stretches of an event in time as they are stored and sent: none where it alarmed all along, and of very many those closest together are joined. */
export function alarmStretches({ stretches }: Pick<ToldEvent, 'stretches'>, time: Float64Array, most: number = mostStretches): { stretches?: AlarmStretch[] } {
  if (stretches.length < 2) return {}
  const times = stretches.map(({ from, to }) => ({ from: time[from]!, to: time[to - 1]! }))
  const between = times.slice(1).map(({ from }, k) => ({ before: k + 1, quiet: from - times[k]!.to }))
  const begins = new Set([0, ...between.sort((a, b) => b.quiet - a.quiet || a.before - b.before).slice(0, most - 1).map(({ before }) => before)])
  const joined: AlarmStretch[] = []
  times.forEach(({ from, to }, k) => {
    if (begins.has(k)) joined.push({ from, to })
    else joined[joined.length - 1] = { ...joined[joined.length - 1]!, to }
  })
  return joined.length < 2 ? {} : { stretches: joined }
}
