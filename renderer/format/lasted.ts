import { alarmedFor, type Event } from '../../main/contract/events.ts'
import { t } from '../strings.ts'
import { duration } from './time.ts'

/** For how long an event lasted: "3 h", or "17 h of 12 d" where it came and went. */
export function lasted(event: Pick<Event, 'start' | 'end' | 'stretches'>): string {
  const all = duration(event.end - event.start)
  return event.stretches ? t.common.ofTime(duration(alarmedFor(event)), all) : all
}
