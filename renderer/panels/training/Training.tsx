import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useApi } from '../../client/context.tsx'
import { useJobs } from '../../client/jobs.ts'
import { count } from '../../format/number.ts'
import { Answer, Empty } from '../../parts/faces.tsx'
import { Key, PanelHead } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { runAction, useActions } from '../../workspace/actions.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useSelection } from '../../workspace/selection.ts'
import { Compared } from './Compared.tsx'
import { liveRuns, type LiveRun } from './liveRun.ts'
import { RunView } from './RunView.tsx'
import { RunsTable } from './RunsTable.tsx'
import { SetUp } from './SetUp.tsx'
import './training.css'
import { useTrainingView } from './view.ts'

/** Networks: set up, watched, judged beside the default pipeline, compared. */
export default function Training() {
  const api = useApi()
  const asset = useSelection((state) => state.asset)
  const runs = useQuery(api.runs.list.queryOptions({ input: {} }))
  const jobs = useJobs((state) => state.jobs)
  return (
    <Answer query={runs} what={t.training.reading} where={t.training.runs}>
      {(stored) =>
        stored.length === 0 && asset === null ? (
          <Empty title={t.training.noAssetTitle} action={<Button onClick={() => runAction('go.import')}>{t.overview.importFile}</Button>}>
            {t.training.noAssetAbout}
          </Empty>
        ) : (
          <Page runs={liveRuns(stored, jobs)} asset={asset} />
        )
      }
    </Answer>
  )
}

const ended = ({ state }: LiveRun) => state === 'done' || state === 'stopped' || state === 'failed' || state === 'cancelled'

function Page({ runs, asset }: { runs: readonly LiveRun[]; asset: number | null }) {
  const { name } = useAssetExtent()
  const view = useTrainingView()
  const shown = view.onlyAsset && asset !== null ? runs.filter((run) => run.asset === asset) : runs
  const chosen = shown.find(({ id }) => id === view.run) ?? shown.find(({ state }) => state === 'running') ?? shown[0]
  const marked = shown.filter(({ id }) => view.marked.has(id))
  const setUp = asset !== null && (view.setUp || runs.length === 0)
  const step = (by: number) => {
    const at = shown.findIndex((run) => run === chosen)
    view.choose(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]?.id ?? null)
  }
  useActions({
    'training.setUp': () => view.show({ setUp: !view.setUp }),
    'training.next': () => step(1),
    'training.previous': () => step(-1),
    'training.mark': () => chosen && view.mark(chosen.id),
    'training.unmark': view.unmark,
    'training.log': () => view.show({ log: !view.log }),
    'training.smooth': () => view.show({ smooth: !view.smooth }),
    'training.scores': () => chosen?.artifacts.model && view.show({ scores: !view.scores }),
  })
  return (
    <div className="tt-panel tt-training">
      {runs.length > 0 && (
        <PanelHead
          actions={
            <>
              {asset !== null && (
                <label className="tt-training-check">
                  <input type="checkbox" checked={view.onlyAsset} onChange={(event) => view.show({ onlyAsset: event.target.checked })} /> {t.training.onlyAsset(name)}
                </label>
              )}
              {asset !== null && (
                <Button size="compact-xs" variant="default" leftSection={setUp ? undefined : <Plus size={12} />} aria-expanded={setUp} onClick={() => view.show({ setUp: !view.setUp })}>
                  {setUp ? t.training.hideSetUp : t.training.setUp}
                </Button>
              )}
            </>
          }
        >
          {t.training.count(count(shown.length), shown.filter((run) => !ended(run)).length)}
          {marked.length === 1 && ` · ${t.training.comparePick}`}
          {marked.length > 1 && ` · ${t.training.comparing(marked.length)} `}
          {marked.length > 0 && (
            <button type="button" className="tt-link" onClick={view.unmark}>
              {t.training.unmark} <Key>Esc</Key>
            </button>
          )}
        </PanelHead>
      )}
      {setUp && <SetUp key={asset} asset={asset} name={name} />}
      {marked.length > 1 ? <Compared runs={marked} /> : chosen ? <RunView key={chosen.id} run={chosen} /> : <Empty title={t.training.emptyTitle}>{t.training.emptyAbout}</Empty>}
      {shown.length > 0 && <RunsTable runs={shown} chosen={chosen?.id ?? null} />}
    </div>
  )
}
