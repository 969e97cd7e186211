import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Limits } from '../../../main/contract/annotations.ts'
import type { Tag } from '../../../main/contract/assets.ts'
import { useApi } from '../../client/context.tsx'
import { unitBehind } from '../../format/name.ts'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'

/** The operating limits of the tags that are shown, each changed in place. */
export function LimitsTable({ tags, limits }: { tags: readonly Tag[]; limits: ReadonlyMap<number, Limits> }) {
  const api = useApi()
  const set = useMutation(api.annotations.setLimits.mutationOptions())
  return (
    <section className="tt-explore-below" aria-label={t.explore.limits}>
      <p className="tt-hint tt-pad">{t.explore.limitsAbout}</p>
      {set.isError && <Failed compact error={set.error} where={t.explore.limits} />}
      <table className="tt-table tt-explore-limits">
        <thead>
          <tr>
            <th>{t.explore.tag}</th>
            <th className="tt-right">{t.explore.lowHead}</th>
            <th className="tt-right">{t.explore.highHead}</th>
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => {
            const now = limits.get(tag.id) ?? { tag: tag.id, low: null, high: null }
            return (
              <tr key={tag.id}>
                <td className="tt-ellipsis">
                  {tag.name} <span className="tt-hint">{unitBehind(tag.name, tag.unit)}</span>
                </td>
                <td className="tt-right">
                  <LimitField key={`${now.low}`} label={t.explore.low(tag.name, tag.unit)} limit={now.low} fits={(low) => low === null || now.high === null || low < now.high} onSet={(low) => set.mutate({ ...now, low })} />
                </td>
                <td className="tt-right">
                  <LimitField key={`${now.high}`} label={t.explore.high(tag.name, tag.unit)} limit={now.high} fits={(high) => high === null || now.low === null || now.low < high} onSet={(high) => set.mutate({ ...now, high })} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface FieldProps {
  readonly label: string
  readonly limit: number | null
  readonly fits: (limit: number | null) => boolean
  readonly onSet: (limit: number | null) => void
}

function LimitField({ label, limit, fits, onSet }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const given = typed === null ? limit : typed.trim() === '' ? null : Number(typed.replace(',', '.'))
  const wrong = Number.isNaN(given) ? t.explore.limitBad : fits(given) ? undefined : t.explore.limitOrder
  const take = () => {
    if (typed === null || wrong) return
    if (given !== limit) onSet(given)
    setTyped(null)
  }
  return (
    <input
      className="tt-native tt-number"
      aria-label={label}
      inputMode="decimal"
      placeholder="–"
      value={typed ?? limit ?? ''}
      aria-invalid={wrong !== undefined}
      title={wrong}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  )
}
