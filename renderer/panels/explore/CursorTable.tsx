import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { Tag } from '../../../main/contract/assets.ts'
import { unitBehind } from '../../format/name.ts'
import { count, signed, value } from '../../format/number.ts'
import { duration, time } from '../../format/time.ts'
import { Failed } from '../../parts/faces.tsx'
import { Key } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'
import { runningTag } from './running.ts'
import { statesOf } from './traceOf.ts'
import { useSamples } from './useSamples.ts'
import { useStatistics } from './useStatistics.ts'

interface Props {
  readonly tags: readonly Tag[]
  /** All tags that are known, to find what says that an asset runs. */
  readonly known: ReadonlyMap<number, Tag> | undefined
  readonly cursors: { readonly a: number | null; readonly b: number | null }
  readonly stretch: Range | null
  readonly runningOnly: boolean
  readonly onRunningOnly: (on: boolean) => void
  readonly onAnnotate: () => void
  readonly onClose: () => void
}

const hour = 3_600_000

/** Stored values at the two cursors with their difference and slope, and statistics of what lies between (or of what was measured). */
export function CursorTable({ tags, known, cursors: { a, b }, stretch, runningOnly, onRunningOnly, onAnnotate, onClose }: Props) {
  const zone = useZone()
  const commands = useMemo(() => new Map([...Map.groupBy(known?.values() ?? [], ({ asset }) => asset)].map(([asset, all]) => [asset, runningTag(all)] as const)), [known])
  const mine = [...new Set(tags.map(({ asset }) => commands.get(asset)).filter((tag) => tag !== undefined && tag !== null))]
  const statistics = useStatistics({ tags, stretch, running: runningOnly ? commands : null })
  const atA = useSamples(tags, a)
  const atB = useSamples(tags, b)
  return (
    <section className="tt-explore-below" aria-label={t.explore.cursors}>
      <div className="tt-explore-line">
        <span className="tt-number">
          {([['A', a], ['B', b]] as const).map(([name, at]) => (at === null ? null : <span key={name}>{`${name} ${time(at, zone, 'second')}  `}</span>))}
          {stretch ? duration(stretch.to - stretch.from) : ''}
        </span>
        {stretch && (
          <label title={mine.length > 0 ? undefined : t.explore.runningUnknown}>
            <input type="checkbox" checked={runningOnly && mine.length > 0} disabled={mine.length === 0} onChange={(event) => onRunningOnly(event.target.checked)} /> {t.explore.whileRunning(mine.map(({ name }) => name).join(', ') || '–')}
          </label>
        )}
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onAnnotate}>
          {t.explore.annotate} <Key>N</Key>
        </Button>
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onClose}>
          {t.common.close} <Key>Esc</Key>
        </Button>
      </div>
      {statistics.error !== null && <Failed compact error={statistics.error} where={t.explore.cursors} />}
      <table className="tt-table">
        <thead>
          <tr>
            <th>{t.explore.tag}</th>
            <th className="tt-right">A</th>
            <th className="tt-right">B</th>
            <th className="tt-right">{t.explore.delta}</th>
            <th className="tt-right">{t.explore.slope}</th>
            <th className="tt-right">{t.investigate.mean}</th>
            <th className="tt-right">{t.investigate.std}</th>
            <th className="tt-right">{t.investigate.min}</th>
            <th className="tt-right">{t.investigate.max}</th>
            <th className="tt-right">n</th>
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => {
            const va = atA.get(tag.id) ?? null
            const vb = atB.get(tag.id) ?? null
            const states = statesOf(tag)
            const say = (x: number | null) => (states && x !== null ? states(x) : value(x))
            const difference = !states && va !== null && vb !== null ? vb - va : null
            const slope = difference !== null && a !== null && b !== null && a !== b ? difference / ((b - a) / hour) : null
            const stats = stretch ? statistics.of.get(tag.id) : undefined
            const figures = states ? ['–', '–', say(stats?.min ?? null), say(stats?.max ?? null)] : [value(stats?.mean), value(stats?.std), value(stats?.min), value(stats?.max)]
            return (
              <tr key={tag.id}>
                <td className="tt-ellipsis">
                  {tag.name} <span className="tt-hint">{unitBehind(tag.name, tag.unit)}</span>
                </td>
                {[say(va), say(vb), signed(difference), signed(slope), ...figures, stats ? (stats.n === 0 && runningOnly ? t.explore.noRunning : count(stats.n)) : '–'].map((text, i) => (
                  <td key={i} className="tt-right tt-number">
                    {text}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
