import { useMutation, useQuery } from '@tanstack/react-query'
import { tagKind, type Tag } from '../../../main/contract/assets.ts'
import { useApi } from '../../client/context.tsx'
import { count } from '../../format/number.ts'
import { Answer, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'

const grades = ['low', 'medium', 'high']
/** Words stay words and numbers stay numbers. */
const kinds = tagKind.options.filter((kind) => kind !== 'text')

/** More rows with fields would make the page stutter; what is left out is trusted at least as much as what is shown. */
const mostShown = 200

function leastTrusted(tags: readonly Tag[], only: readonly number[] | undefined): Tag[] {
  return tags.filter(({ id }) => only === undefined || only.includes(id)).toSorted((a, b) => grades.indexOf(a.grade ?? 'high') - grades.indexOf(b.grade ?? 'high'))
}

/** The tags of an asset, the least trusted first: kind and unit can be corrected, and each reason says what to do. `only`: these tags. */
export function Tags({ asset, name, only }: { asset: number; name: string; only?: readonly number[] }) {
  const api = useApi()
  const tags = useQuery(api.assets.tags.queryOptions({ input: { id: asset } }))
  const update = useMutation(api.assets.updateTag.mutationOptions({ onSettled: () => void tags.refetch() }))
  const title = t.tagHealth.title(name)
  return (
    <section className="tt-section tt-import-wide tt-import-tags" aria-label={title}>
      <h2>{title}</h2>
      {update.isError && <Failed compact error={update.error} where={title} />}
      <Answer query={tags} what={t.tagHealth.loading} where={title}>
        {(all) => (
          <>
            <table className="tt-table">
              <thead>
                <tr>
                  <th>{t.tagHealth.tag}</th>
                  <th>{t.tagHealth.kind}</th>
                  <th>{t.tagHealth.unit}</th>
                  <th className="tt-right">{t.tagHealth.points}</th>
                  <th>{t.tagHealth.health}</th>
                  <th>{t.tagHealth.cure}</th>
                </tr>
              </thead>
              <tbody>
                {leastTrusted(all, only)
                  .slice(0, mostShown)
                  .map((tag) => (
                    <Row key={tag.id} tag={tag} busy={update.isPending && update.variables.id === tag.id} onChange={(changed) => update.mutate({ id: tag.id, ...changed })} />
                  ))}
              </tbody>
            </table>
            {leastTrusted(all, only).length > mostShown && <p className="tt-hint">{t.tagHealth.more(count(leastTrusted(all, only).length - mostShown))}</p>}
          </>
        )}
      </Answer>
    </section>
  )
}

function Row({ tag, busy, onChange }: { tag: Tag; busy: boolean; onChange: (changed: { kind?: Tag['kind']; unit?: string }) => void }) {
  return (
    <tr aria-busy={busy}>
      <td>{tag.name}</td>
      <td>
        {tag.kind === 'text' ? (
          tag.kind
        ) : (
          <select className="tt-native" aria-label={t.tagHealth.kindOf(tag.name)} title={tag.kindGuessed ? t.tagHealth.guessedBy : t.tagHealth.setBy} value={tag.kind} onChange={(event) => onChange({ kind: tagKind.parse(event.target.value) })}>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {kind === tag.kind && tag.kindGuessed ? `${kind} (${t.tagHealth.guessed})` : kind}
              </option>
            ))}
          </select>
        )}
      </td>
      <td>
        <input className="tt-native tt-import-unit" aria-label={t.tagHealth.unitOf(tag.name)} key={tag.unit} defaultValue={tag.unit} maxLength={40} onBlur={(event) => event.target.value !== tag.unit && onChange({ unit: event.target.value })} onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()} />
      </td>
      <td className="tt-right tt-number">{count(tag.n)}</td>
      <td className={tag.grade === 'low' ? 'tt-import-low' : ''}>{tag.grade === null ? t.tagHealth.ungraded : t.tagHealth.grades[tag.grade]}</td>
      <td className="tt-import-cure">
        {tag.reasons.length === 0 && tag.grade !== null && <span className="tt-hint">{t.tagHealth.fine}</span>}
        {tag.reasons.map((reason) => (
          <div key={reason.code}>
            {reason.words} <span className="tt-hint">{reason.cure}</span>
          </div>
        ))}
      </td>
    </tr>
  )
}
