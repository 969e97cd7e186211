import type { ReasonCode, VerdictCode } from '../../../main/contract/events.ts'
import { Key } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { reasonKeys } from './judging.ts'

/** Why? One letter, or one click. */
export function ReasonBar({ verdict, onReason, onCancel }: { verdict: VerdictCode; onReason: (reason: ReasonCode) => void; onCancel: () => void }) {
  return (
    <div className="tt-reasons" role="group" aria-label={t.investigate.chooseReason(t.verdicts[verdict])}>
      <strong role="status">{t.investigate.chooseReason(t.verdicts[verdict])}</strong>
      {(Object.keys(reasonKeys) as ReasonCode[]).map((code) => ( // as: keys of a Record
        <button key={code} type="button" onClick={() => onReason(code)}>
          <Key>{reasonKeys[code].toUpperCase()}</Key> {t.reasons[code]}
        </button>
      ))}
      <button type="button" onClick={onCancel}>
        <Key>Esc</Key> {t.common.cancel}
      </button>
    </div>
  )
}
