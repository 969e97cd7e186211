import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Detection, ThresholdVersion } from '../../../main/contract/detection.ts'
import { useApi } from '../../client/context.tsx'
import { count, value } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Tried } from './useTried.ts'

interface Props {
  readonly detection: Detection
  readonly tried: Tried | undefined
  readonly onGoBack: (version: ThresholdVersion) => void
}

/** A network stands among the simple methods under the number of its run. */
export const isNetwork = ({ detector }: Pick<Detection['baselines'][number], 'detector'>): boolean => detector.startsWith('run-')

const tabs = ['methods', 'versions', 'channels'] as const

/** What stands behind the result: simple methods beside it, the thresholds that were decided on, the channels. */
export function Tables({ detection, tried, onGoBack }: Props) {
  const [shown, setShown] = useState<(typeof tabs)[number]>('methods')
  return (
    <section className="tt-detect-tables" aria-label={t.detect.tables}>
      <div className="tt-detect-tabs">
        {tabs.map((tab) => (
          <button key={tab} type="button" aria-pressed={tab === shown} onClick={() => setShown(tab)}>
            {t.detect[tab]}
          </button>
        ))}
        {shown === 'methods' && <span className="tt-hint">{detection.baselines.some(isNetwork) ? t.detect.baselinesAndNetworks : t.detect.baselines}</span>}
      </div>
      <div className="tt-scroll" tabIndex={0} role="group" aria-label={t.detect[shown]}>
        {shown === 'methods' ? <Methods detection={detection} tried={tried} /> : shown === 'versions' ? <Versions detection={detection} onGoBack={onGoBack} /> : <Channels detection={detection} />}
      </div>
    </section>
  )
}

function Methods({ detection, tried }: Omit<Props, 'onGoBack'>) {
  const api = useApi()
  const detectors = useQuery(api.detections.detectors.queryOptions())
  const compared = new Set([detection.detector, ...detection.baselines.map(({ detector }) => detector)])
  const absent = (detection.comparison ?? 'made') === 'made' ? [] : (detectors.data ?? []).filter(({ id }) => !compared.has(id))
  const labelled = tried?.labelled
  const beside = new Map(tried?.baselines.map((one) => [one.detector, one]))
  const faults = (one: Tried['labelled'] | undefined) => (one ? t.detect.ofKnown(count(one.found), count(one.found + one.missed)) : '–')
  return (
    <table className="tt-table">
      <thead>
        <tr>
          <th>{t.detect.method}</th>
          <th className="tt-right">{t.detect.events}</th>
          <th className="tt-right">{t.detect.perWeek}</th>
          <th className="tt-right" title={t.detect.sharedAbout}>
            {t.detect.shared}
          </th>
          <th className="tt-right" title={t.detect.ownAbout}>
            {t.detect.own}
          </th>
          {labelled && <th className="tt-right">{t.detect.found}</th>}
          {labelled && <th className="tt-right">{t.detect.falseAlarms}</th>}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>
            <strong>{detection.title}</strong>
          </td>
          <td className="tt-right tt-number">{count(tried?.events.length ?? detection.events)}</td>
          <td className="tt-right tt-number">{value(tried?.alarmsPerWeek, 3)}</td>
          <td className="tt-right tt-number">–</td>
          <td className="tt-right tt-number">–</td>
          {labelled && <td className="tt-right tt-number">{faults(labelled)}</td>}
          {labelled && <td className="tt-right tt-number">{count(labelled.falseAlarms)}</td>}
        </tr>
        {detection.baselines.map((one) => {
          const found = beside.get(one.detector)
          if (one.refused !== undefined)
            return (
              <tr key={one.detector}>
                <td>{one.title}</td>
                <td colSpan={labelled ? 6 : 4} className="tt-hint">
                  {t.detect.refused(one.refused)}
                </td>
              </tr>
            )
          return (
            <tr key={one.detector}>
              <td>{one.title}</td>
              <td className="tt-right tt-number">{count(one.events)}</td>
              <td className="tt-right tt-number">{value(one.alarmsPerWeek, 3)}</td>
              <td className="tt-right tt-number">{found && tried ? t.detect.ofKnown(count(found.shared), count(tried.events.length)) : '–'}</td>
              <td className="tt-right tt-number">{found ? count(found.own) : '–'}</td>
              {labelled && <td className="tt-right tt-number">{faults(found?.labelled)}</td>}
              {labelled && <td className="tt-right tt-number">{found?.labelled ? count(found.labelled.falseAlarms) : '–'}</td>}
            </tr>
          )
        })}
        {absent.map(({ id, title }) => (
          <tr key={id}>
            <td>{title}</td>
            <td colSpan={labelled ? 6 : 4} className="tt-hint">
              {detection.comparison === 'under_way' ? t.detect.underWay : t.detect.notMade}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Versions({ detection, onGoBack }: Pick<Props, 'detection' | 'onGoBack'>) {
  const api = useApi()
  const zone = useZone()
  const versions = useQuery(api.detections.thresholds.queryOptions({ input: { id: detection.id } }))
  return (
    <Answer query={versions} what={t.detect.versions} where={t.detect.versions}>
      {(all) => (
        <table className="tt-table">
          <thead>
            <tr>
              <th className="tt-right">{t.detect.version}</th>
              <th className="tt-right">{t.detect.threshold}</th>
              <th>{t.detect.by}</th>
              <th>{t.detect.at}</th>
              <th>{t.detect.why}</th>
              <th>
                <span className="tt-hidden">{t.detect.change}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one, i) => (
              <tr key={one.version}>
                <td className="tt-right tt-number">{one.version}</td>
                <td className="tt-right tt-number">{value(one.threshold, 3)}</td>
                <td>{one.by}</td>
                <td className="tt-number">{time(one.at, zone)}</td>
                <td>{one.why}</td>
                <td className="tt-right">
                  {i === 0 ? (
                    <span className="tt-hint">{t.detect.counts}</span>
                  ) : (
                    <button type="button" className="tt-link" aria-label={t.detect.goBackTo(one.version)} onClick={() => onGoBack(one)}>
                      {t.detect.goBack}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Answer>
  )
}

function Channels({ detection }: Pick<Props, 'detection'>) {
  return (
    <ul>
      {detection.channels
        .toSorted((a, b) => Number(b.judged) - Number(a.judged))
        .map((channel) => (
          <li key={channel.tag}>
            {channel.name}
            <span className="tt-hint"> {channel.judged ? channel.why : `${t.detect.context}: ${channel.why}`}</span>
          </li>
        ))}
    </ul>
  )
}
