import { useQuery } from '@tanstack/react-query'
import type { Tag } from '../../../main/contract/assets.ts'
import { bucketAt } from '../../charts/lane.ts'
import { useSettled, type TagView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { count, signed, value } from '../../format/number.ts'
import { duration, time } from '../../format/time.ts'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'
import { traceOf } from './traceOf.ts'

interface Props {
  readonly tags: readonly Tag[]
  readonly views: ReadonlyMap<number, TagView> | undefined
  readonly cursors: { readonly a: number | null; readonly b: number | null }
  readonly stretch: Range | null
  readonly onClose: () => void
}

/** Values at the two cursors with their difference, and statistics of what lies between (or of what was measured). */
export function CursorTable({ tags, views, cursors: { a, b }, stretch, onClose }: Props) {
  const api = useApi()
  const zone = useZone()
  const settled = useSettled(stretch, 150)
  const statistics = useQuery({
    ...api.series.statistics.queryOptions({ input: { tags: tags.map(({ id }) => id), from: settled?.from ?? 0, to: settled?.to ?? 0 } }),
    enabled: settled !== null && tags.length > 0,
  })
  const at = (tag: Tag, instant: number | null) => (instant === null ? null : (bucketAt(traceOf({ tag, id: tag.id, view: views?.get(tag.id), place: 0 }), instant)?.max ?? null))
  return (
    <section className="tt-cursors" aria-label={t.explore.cursors}>
      <table className="tt-table">
        <thead>
          <tr>
            <th>
              {stretch ? duration(stretch.to - stretch.from) : ''}{' '}
              <button type="button" className="tt-link" onClick={onClose}>
                {t.common.close}
              </button>
            </th>
            <th className="tt-right tt-number">A {a === null ? '' : time(a, zone, 'second')}</th>
            <th className="tt-right tt-number">B {b === null ? '' : time(b, zone, 'second')}</th>
            <th className="tt-right">{t.explore.delta}</th>
            <th className="tt-right">{t.investigate.mean}</th>
            <th className="tt-right">{t.investigate.std}</th>
            <th className="tt-right">{t.investigate.min}</th>
            <th className="tt-right">{t.investigate.max}</th>
            <th className="tt-right">n</th>
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => {
            const va = at(tag, a)
            const vb = at(tag, b)
            const stats = stretch ? statistics.data?.find((one) => one.tag === tag.id) : undefined
            return (
              <tr key={tag.id}>
                <td className="tt-ellipsis">
                  {tag.name} <span className="tt-hint">{tag.unit}</span>
                </td>
                {[value(va), value(vb), signed(va !== null && vb !== null ? vb - va : null), value(stats?.mean), value(stats?.std), value(stats?.min), value(stats?.max), stats ? count(stats.n) : '–'].map((text, i) => (
                  <td key={i} className="tt-right tt-number">
                    {text}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {statistics.isError && <Failed compact error={statistics.error} where={t.explore.cursors} />}
    </section>
  )
}
