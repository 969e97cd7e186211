import { useState } from 'react'
import type { ReasonCode, VerdictCode } from '../../../main/contract/events.ts'
import { parseTime, time } from '../../format/time.ts'
import { Key } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import { postponements, reasonKeys, useJudging } from './judging.ts'
import type { Triage } from './useTriage.tsx'

/** What a verdict still needs: why, or until when. One letter, or one click. */
export function ReasonBar({ choose, asking }: Pick<Triage, 'choose' | 'asking'>) {
  const cancel = () => useJudging.getState().ask(null)
  if (!asking) return null
  const words = asking === 'postponed' ? t.events.postponeUntil : t.investigate.chooseReason(t.verdicts[asking])
  return (
    <div className="tt-reasons" role="group" aria-label={words}>
      <strong role="status">{words}</strong>
      {asking === 'postponed' ? <Days onDay={(until) => choose('postponed', { until })} /> : <Reasons verdict={asking} choose={choose} />}
      <button type="button" onClick={cancel}>
        <Key>Esc</Key> {t.common.cancel}
      </button>
    </div>
  )
}

function Reasons({ verdict, choose }: { verdict: VerdictCode; choose: Triage['choose'] }) {
  return (Object.keys(reasonKeys) as ReasonCode[]).map((code) => ( // as: keys of a Record
    <button key={code} type="button" onClick={() => choose(verdict, { reason: code })}>
      <Key>{reasonKeys[code].toUpperCase()}</Key> {t.reasons[code]}
    </button>
  ))
}

function Days({ onDay }: { onDay: (until: number) => void }) {
  const zone = useZone()
  const [date, setDate] = useState('')
  const [now] = useState(() => Date.now())
  const until = parseTime(date, zone)
  const ahead = until !== null && until > now
  return (
    <>
      {postponements.map(({ key, id, span }) => (
        <button key={id} type="button" title={time(now + span, zone, 'day')} onClick={() => onDay(Date.now() + span)}>
          <Key>{key.toUpperCase()}</Key> {t.events.postpone[id]}
        </button>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (ahead) onDay(until)
        }}
      >
        <input className="tt-native" type="date" aria-label={t.events.postponeDate} aria-invalid={date !== '' && !ahead} value={date} onChange={(event) => setDate(event.target.value)} />
        <button type="submit" disabled={!ahead} title={ahead ? undefined : t.events.postponeAhead}>
          {t.verdicts.postponed}
        </button>
      </form>
    </>
  )
}
