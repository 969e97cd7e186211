import type { Event } from '../../main/contract/events.ts'
import { t } from '../strings.ts'

type Severity = Event['severity']

/** The four shapes in a box of 14: diamond, triangle, square, circle. */
const shapes = ['M7 0.5 13.5 7 7 13.5 0.5 7Z', 'M7 0.8 13.6 13.2H0.4Z', 'M1 1H13V13H1Z', 'M7 0.8A6.2 6.2 0 1 1 6.99 0.8Z'] as const

/** Shape, digit and colour: one of them is enough to tell a severity. Judged events keep the outline only. */
export function SeverityMark({ severity, judged = false, size = 14 }: { severity: Severity; judged?: boolean; size?: number }) {
  const i = Math.min(Math.max(severity, 1), 4)
  const colour = `var(--severity-${i})`
  return (
    <svg className="tt-mark" width={size} height={size} viewBox="0 0 14 14" role="img" aria-label={t.common.severity(i, judged)}>
      <path d={shapes[i - 1]} fill={judged ? 'none' : colour} stroke={colour} strokeWidth="1" />
      <text x="7" y={i === 2 ? 11.6 : 10.2} textAnchor="middle" fontSize="8.5" fontWeight="700" className={judged ? 'tt-mark-digit-out' : `tt-mark-digit tt-mark-digit-${i}`}>
        {i}
      </text>
    </svg>
  )
}
