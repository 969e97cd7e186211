import { t } from '../../strings.ts'
import { useTrainingView } from './view.ts'

/** How curves are drawn: the same choice for one run and for runs side by side. */
export function CurveLooks() {
  const { log, smooth, show } = useTrainingView()
  return (
    <>
      <label className="tt-training-check">
        <input type="checkbox" checked={log} onChange={(event) => show({ log: event.target.checked })} /> {t.training.logarithmic}
      </label>
      <label className="tt-training-check">
        <input type="checkbox" checked={smooth} onChange={(event) => show({ smooth: event.target.checked })} /> {t.training.smoothed}
      </label>
    </>
  )
}
