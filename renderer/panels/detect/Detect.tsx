import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { detectionRequest, type ReferenceChoice } from '../../../main/contract/detection.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import { useSeriesView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { isActive, useJobs } from '../../client/jobs.ts'
import { precisionFor, time } from '../../format/time.ts'
import { Answer, Empty, Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDetection, useSpans, useTags } from '../../workspace/assetData.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection, type Range } from '../../workspace/selection.ts'
import { traceOf } from '../explore/traceOf.ts'
import { JobRow } from '../jobs/JobRow.tsx'
import './detect.css'
import { Result } from './Result.tsx'

/** Learn what normal is on the selected asset, and find what departs from it. */
export default function Detect() {
  const asset = useSelection((state) => state.asset)
  const { name } = useAssetExtent()
  if (asset === null) return <Empty title={t.detect.emptyTitle}>{t.detect.emptyAbout}</Empty>
  return <ForAsset key={asset} asset={asset} name={name} />
}

type Mode = 'whole' | 'stretch' | 'rows'

function ForAsset({ asset, name }: { asset: number; name: string }) {
  const api = useApi()
  const zone = useZone()
  const [mode, setMode] = useState<Mode>('whole')
  const [stretch, setStretch] = useState<Range | null>(null)
  const [rows, setRows] = useState('400')
  const [budget, setBudget] = useState('2')
  const [detector, setDetector] = useState('telltale')
  const detectors = useQuery(api.detections.detectors.queryOptions())
  const detection = useDetection(asset)
  const [jobId, setJobId] = useState<number | null>(null)
  const job = useJobs((state) => (jobId === null ? undefined : state.jobs.get(jobId)))
  const start = useMutation(api.detections.start.mutationOptions({ onSuccess: ({ job: id }) => setJobId(id) }))

  const reference: ReferenceChoice | null = mode === 'whole' ? 'whole' : mode === 'rows' ? { rows: Math.round(Number(rows)) } : stretch
  const request = detectionRequest.safeParse({ asset, reference, alarmsPerWeek: Number(budget), detector })
  const run = () => request.success && start.mutate(request.data)
  const running = job !== undefined && isActive(job)
  return (
    <div className="tt-panel">
      <form
        className="tt-detect-form"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <h2>{name}</h2>
        <fieldset>
          <legend>{t.detect.reference}</legend>
          {(['whole', 'stretch', 'rows'] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="reference" checked={mode === one} onChange={() => setMode(one)} /> {one === 'whole' ? t.detect.whole : one === 'stretch' ? t.detect.chosen : t.detect.rows}
              {one === 'rows' && <input className="tt-native tt-number" aria-label={t.detect.rows} inputMode="numeric" value={rows} onFocus={() => setMode('rows')} onChange={(event) => setRows(event.target.value)} />}
              {one === 'stretch' && mode === 'stretch' && (
                <span className="tt-number tt-hint">
                  {stretch ? `${time(stretch.from, zone, precisionFor(stretch.to - stretch.from))} – ${time(stretch.to, zone, precisionFor(stretch.to - stretch.from))}` : t.detect.noBrush}
                </span>
              )}
            </label>
          ))}
        </fieldset>
        <div className="tt-detect-line">
          <label>
            {t.detect.budget} <input className="tt-native tt-number" inputMode="decimal" value={budget} onChange={(event) => setBudget(event.target.value)} />
          </label>
          <label>
            {t.detect.detector}{' '}
            <select className="tt-native" value={detector} onChange={(event) => setDetector(event.target.value)} title={detectors.data?.find(({ id }) => id === detector)?.about}>
              {(detectors.data ?? []).map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <Button type="submit" disabled={!request.success || running} loading={start.isPending}>
            {t.detect.run}
          </Button>
        </div>
        {start.isError && <Failed compact error={start.error} where={t.detect.run} />}
        {job && (running || job.state === 'failed' || job.state === 'cancelled') && <JobRow job={job} />}
      </form>
      {mode === 'stretch' ? (
        <Brush asset={asset} stretch={stretch} onStretch={setStretch} />
      ) : (
        <Answer query={detection} what={t.detect.results} where={t.detect.results}>
          {(found) => (found ? <Result key={found.id} detection={found} onBudget={setBudget} /> : <Empty title={t.detect.none}>{t.detect.noneAbout}</Empty>)}
        </Answer>
      )}
    </div>
  )
}

const brushTags = 4

/** The first channels of the asset over its whole history: where normal is brushed. */
function Brush({ asset, stretch, onStretch }: { asset: number; stretch: Range | null; onStretch: (range: Range) => void }) {
  const { extent, simulated } = useAssetExtent()
  const spans = useSpans(asset)
  const tags = useTags(asset)
  const analogue = (tags.data ?? []).filter(({ kind }) => kind === 'analogue').slice(0, brushTags)
  const data = useSeriesView({ tags: analogue.map(({ id }) => id), view: extent, width: 1200 })
  if (!extent) return <Empty title={t.detect.notEnough} />
  if (data.isError) return <Failed error={data.error} where={t.detect.chosen} onRetry={() => void data.refetch()} />
  if (!data.data) return <Loading what={t.detect.chosen} />
  const views = data.data
  return (
    <>
      <p className="tt-hint tt-pad">{t.detect.brushHint}</p>
      <Lanes
        lanes={analogue.map((tag) => ({ id: String(tag.id), traces: [traceOf({ tag, id: tag.id, view: views.get(tag.id), place: 0 })] }))}
        view={extent}
        spans={spans}
        label={t.detect.brushHint}
        simulated={simulated}
        shade={stretch}
        onShow={onStretch}
        onMeasure={onStretch}
        onSlide={() => {}}
        onBack={() => {}}
      />
    </>
  )
}
