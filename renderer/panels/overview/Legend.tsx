import { scoreColour } from '../../charts/ramp.ts'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { useScheme } from '../../theme/useScheme.ts'

const stops = 12

/** What colours and marks of the map mean, as they are drawn in it. */
export function Legend() {
  const { scheme, palette } = useScheme()
  const ramp = Array.from({ length: stops }, (_, i) => scoreColour(0.95 + (i / (stops - 1)) * 4, 1, scheme, palette.bg[2]))
  return (
    <div className="tt-overview-legend tt-hint">
      <span>
        {t.overview.quiet} <i className="tt-legend-quiet" aria-hidden /> {t.overview.atThreshold} <i className="tt-legend-ramp" style={{ background: `linear-gradient(to right, ${ramp.join(',')})` }} aria-hidden /> {t.overview.farAbove}
      </span>
      <span className="tt-legend-marks">
        {([1, 2, 3, 4] as const).map((severity) => (
          <SeverityMark key={severity} severity={severity} size={11} />
        ))}
        {t.overview.markWaits}
      </span>
      <span>
        <i className="tt-legend-problem" aria-hidden /> {t.overview.markProblem} <i className="tt-legend-other" aria-hidden /> {t.overview.markOther}
      </span>
      <span className="tt-legend-drag">{t.overview.dragCells}</span>
    </div>
  )
}
