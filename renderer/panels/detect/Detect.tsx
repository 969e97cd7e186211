import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { detectionRequest, learnedBy, type Detection, type ReferenceChoice } from '../../../main/contract/detection.ts'
import { useApi } from '../../client/context.tsx'
import { isActive, useJobs } from '../../client/jobs.ts'
import { Answer, Empty, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDetection, useTags } from '../../workspace/assetData.ts'
import { useDock } from '../../workspace/dock.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useSelection, type Range } from '../../workspace/selection.ts'
import { JobRow } from '../jobs/JobRow.tsx'
import './detect.css'
import { Reference } from './Reference.tsx'
import { Result } from './Result.tsx'
import { useNetworks } from './useNetworks.ts'

/** Learn what normal is on the selected asset, and find what departs from it. */
export default function Detect() {
  const asset = useSelection((state) => state.asset)
  const { name, extent } = useAssetExtent()
  const recorded = useTags(asset)
  const open = useDock((dock) => dock.open)
  if (asset === null) {
    return (
      <Empty title={t.detect.emptyTitle} action={<Button variant="default" onClick={() => open('import')}>{t.overview.importFile}</Button>}>
        {t.detect.emptyAbout}
      </Empty>
    )
  }
  if (recorded.data && extent === null) {
    return (
      <Empty title={t.detect.notEnough} action={<Button onClick={() => open('import')}>{t.overview.importFile}</Button>}>
        {t.detect.notEnoughAbout(name)}
      </Empty>
    )
  }
  return <ForAsset key={asset} asset={asset} name={name} />
}

/** The last job of a kind that was asked for on an asset, by whomever: a page that was closed meanwhile finds it again. */
function useNewestJob(kind: 'detect' | 'compare', asset: number) {
  return useJobs((state) => [...state.jobs.values()].filter((job) => job.kind === kind && job.asset === asset).toSorted((a, b) => b.id - a.id)[0])
}

/** The stretch that asks for the rows of a reference once more: its end is the time of the last of them, the end of a stretch lies behind it. */
const sameRows = ({ from, to, rows }: Detection['reference']): Range => ({ from, to: to + Math.min(1, (to - from) / Math.max(1, rows - 1) / 2) })

type Mode = 'whole' | 'stretch' | 'rows'
const modeWords = { whole: t.detect.whole, stretch: t.detect.chosen, rows: t.detect.rows } as const

function ForAsset({ asset, name }: { asset: number; name: string }) {
  const api = useApi()
  const [wanted, setMode] = useState<Mode | null>(null)
  const [marked, setStretch] = useState<Range | null>(null)
  const [rows, setRows] = useState('400')
  const [typed, setBudget] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const detectors = useQuery(api.detections.detectors.queryOptions())
  const networks = useNetworks(asset)
  const detection = useDetection(asset)
  const job = useNewestJob('detect', asset)
  const comparing = useNewestJob('compare', asset)
  const start = useMutation(api.detections.start.mutationOptions())

  // What is not chosen anew is as it was the last time: who wants another budget keeps the reference and the method.
  const before = detection.data
  const learned = before && !before.network && !before.reference.whole ? before.reference : null
  const mode = wanted ?? (learned ? 'stretch' : 'whole')
  const stretch = marked ?? (learned && sameRows(learned))
  const budget = typed ?? String(before?.alarmsPerWeek ?? 2)
  const reference: ReferenceChoice | null = mode === 'whole' ? 'whole' : mode === 'rows' ? { rows: Math.round(Number(rows)) } : stretch
  const last = before?.network ? `run-${before.network.run}` : detectors.data?.some(({ id }) => id === before?.detector) ? before?.detector : undefined
  const network = networks.find(({ id }) => id === (chosen ?? last)) ?? null
  const detector = network ? network.id : (chosen ?? (before?.network ? undefined : last) ?? 'telltale')
  const request = detectionRequest.safeParse({ asset, alarmsPerWeek: Number(budget), ...(network ? { run: network.run } : { reference, detector }) })
  const run = () => request.success && start.mutate(request.data)
  const running = job !== undefined && isActive(job)
  return (
    <div className="tt-panel tt-detect">
      <form
        className="tt-detect-form"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <div className="tt-detect-line">
          <h2 className="tt-hidden">{name}</h2>
          {network && <p>{network.about}</p>}
          <fieldset hidden={network !== null}>
            <legend>{t.detect.reference}</legend>
            {(['whole', 'stretch', 'rows'] as const).map((one) => (
              <label key={one} title={one === 'whole' ? t.detect.wholeAbout : undefined}>
                <input type="radio" name="reference" checked={mode === one} onChange={() => setMode(one)} /> {modeWords[one]}
                {one === 'rows' && <input className="tt-native tt-number" aria-label={t.detect.rows} inputMode="numeric" value={rows} onFocus={() => setMode('rows')} onChange={(event) => setRows(event.target.value)} />}
                {one === 'stretch' && mode === 'stretch' && !stretch && <span className="tt-hint">{t.detect.noBrush}</span>}
              </label>
            ))}
          </fieldset>
        </div>
        <div className="tt-detect-line">
          <label>
            {t.detect.budget} <input className="tt-native tt-number" inputMode="decimal" value={budget} onChange={(event) => setBudget(event.target.value)} />
          </label>
          <label>
            {t.detect.detector}{' '}
            <select className="tt-native" value={detector} onChange={(event) => setChosen(event.target.value)} title={network?.label ?? detectors.data?.find(({ id }) => id === detector)?.about}>
              {(detectors.data ?? []).map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
              {networks.length > 0 && (
                <optgroup label={t.detect.networks}>
                  {networks.map(({ id, label }) => (
                    <option key={id} value={id}>
                      {label}
                    </option>
                  ))}
                </optgroup>
              )}
            </select>
          </label>
          <Button type="submit" disabled={!request.success || running} loading={start.isPending}>
            {network ? t.detect.runNetwork : t.detect.run}
          </Button>
        </div>
        {start.isError && <Failed compact error={start.error} where={t.detect.run} />}
        {job && job.state !== 'done' && (running || (job.endedAt ?? job.createdAt) > (before?.ranAt ?? 0)) && <JobRow job={job} />}
        {comparing && isActive(comparing) && <JobRow job={comparing} />}
      </form>
      <Reference
        asset={asset}
        fixed={network !== null}
        stretch={network ? network.reference : mode === 'stretch' ? stretch : null}
        onStretch={(next) => {
          setStretch(next)
          setMode('stretch')
        }}
      />
      <Answer query={detection} what={t.detect.results} where={t.detect.results}>
        {(found) => (found ? <Result key={learnedBy(found)} detection={found} /> : <Empty title={t.detect.none}>{t.detect.noneAbout}</Empty>)}
      </Answer>
    </div>
  )
}
