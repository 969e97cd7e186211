import { wordsOf } from '../../charts/LaneHead.tsx'
import { bucketAt, type Lane } from '../../charts/lane.ts'
import { useSettled } from '../../charts/useSeriesView.ts'
import { time as timeWords } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'

/** For those who hear the chart: where the crosshair stands and what is under it, said once it rests. */
export function CrosshairWords({ lanes, time }: { lanes: readonly Lane[]; time: number | null }) {
  const zone = useZone()
  const rests = useSettled(time, 300)
  const values = rests === null ? [] : lanes.flatMap(({ traces }) => traces).map((trace) => {
    const under = bucketAt(trace, rests)
    return t.explore.heard(trace.label, under ? wordsOf(trace, under) : t.explore.noValue, under ? trace.unit : '')
  })
  return (
    <p className="tt-hidden" role="status">
      {rests === null ? '' : `${timeWords(rests, zone, 'second')}: ${values.join(', ')}`}
    </p>
  )
}
