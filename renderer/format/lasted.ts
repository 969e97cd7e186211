import { alarmedFor, type Event } from '../../main/contract/events.ts'
import { t } from '../strings.ts'
import { duration } from './time.ts'

/** Less quiet than this share of an event is not worth a word. */
const worthTelling = 0.05

/** For how long an event lasted: "3 h", or "17 h of 12 d" where it came and went. */
export function lasted(event: Pick<Event, 'start' | 'end' | 'stretches'>): string {
  const span = event.end - event.start
  const alarmed = alarmedFor(event)
  return alarmed < (1 - worthTelling) * span ? t.common.ofTime(duration(alarmed), duration(span)) : duration(span)
}
