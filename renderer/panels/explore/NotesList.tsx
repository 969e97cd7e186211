import type { Annotation } from '../../../main/contract/annotations.ts'
import type { Tag } from '../../../main/contract/assets.ts'
import { time } from '../../format/time.ts'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Annotations } from './useAnnotations.ts'

interface Props {
  readonly list: Annotations['list']
  readonly tags: readonly Tag[]
  readonly onShow: (one: Annotation) => void
  readonly onChange: (one: Annotation) => void
  readonly onRemove: (one: Annotation) => void
}

const mostNamed = 2

/** Everything that was written on the asset, oldest first: the same by keyboard as on the lanes. */
export function NotesList({ list, tags, onShow, onChange, onRemove }: Props) {
  const zone = useZone()
  const nameOf = (id: number) => tags.find((tag) => tag.id === id)?.name ?? String(id)
  return (
    <section className="tt-explore-below" aria-label={t.explore.notesTitle}>
      <Answer query={list} what={t.explore.notesTitle} where={t.explore.notesTitle}>
        {(all) =>
          all.length === 0 ? (
            <p className="tt-hint tt-pad">{t.explore.noNotes}</p>
          ) : (
            <table className="tt-table tt-explore-notes">
              <thead>
                <tr>
                  <th>{t.explore.from}</th>
                  <th>{t.explore.to}</th>
                  <th>{t.explore.words}</th>
                  <th>{t.explore.belongsTo}</th>
                  <th>{t.explore.by}</th>
                  <th>
                    <span className="tt-hidden">{t.explore.change}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <tr key={one.id}>
                    <td className="tt-number">
                      <button type="button" className="tt-link tt-number" aria-label={t.explore.noteShow(one.words)} onClick={() => onShow(one)}>
                        {time(one.from, zone, 'second')}
                      </button>
                    </td>
                    <td className="tt-number">{one.to === one.from ? '–' : time(one.to, zone, 'second')}</td>
                    <td>{one.words}</td>
                    <td className="tt-hint" title={one.tags.map(nameOf).join(', ')}>
                      {one.tags.length === 0 ? t.explore.allTags : one.tags.length > mostNamed ? t.tree.tags(one.tags.length) : one.tags.map(nameOf).join(', ')}
                    </td>
                    <td>{one.by}</td>
                    <td className="tt-right">
                      <button type="button" className="tt-link" aria-label={t.explore.noteEdit(one.words)} onClick={() => onChange(one)}>
                        {t.explore.noteChange}
                      </button>
                      <button type="button" className="tt-link" aria-label={t.explore.noteRemove(one.words)} onClick={() => onRemove(one)}>
                        {t.common.remove}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </section>
  )
}
