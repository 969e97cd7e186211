import { verdictCode, type Event } from '../../../main/contract/events.ts'
import { Key } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { runAction } from '../../workspace/actions.ts'
import { ReasonBar } from '../events/ReasonBar.tsx'
import type { Triage } from '../events/useTriage.tsx'

/** The six verdicts with their keys. */
export function VerdictBar({ event, triage }: { event: Event; triage: Triage }) {
  const { asking, choose, undo } = triage
  return (
    <>
      <div className="tt-verdicts" role="toolbar" aria-label={t.investigate.verdict}>
        {verdictCode.options.map((verdict, i) => (
          <button key={verdict} type="button" aria-pressed={event.verdict?.verdict === verdict} onClick={() => choose(verdict)}>
            <Key>{i + 1}</Key> {t.verdicts[verdict]}
          </button>
        ))}
        <button type="button" className="tt-verdicts-undo" onClick={undo}>
          <Key>Z</Key> {t.events.undo}
        </button>
      </div>
      <ReasonBar asking={asking} choose={choose} />
    </>
  )
}

/** To the events before and after, and out to Explore. */
export function EventSteps({ step }: Pick<Triage, 'step'>) {
  return (
    <div className="tt-event-steps">
      <button type="button" onClick={() => runAction('events.explore')}>
        <Key>X</Key> {t.investigate.explore}
      </button>
      <button type="button" onClick={() => step(-1)}>
        <Key>K</Key> {t.investigate.previous}
      </button>
      <button type="button" onClick={() => step(1)}>
        <Key>J</Key> {t.investigate.next}
      </button>
    </div>
  )
}
