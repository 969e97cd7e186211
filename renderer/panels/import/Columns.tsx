import { useState } from 'react'
import { tagKind } from '../../../main/contract/assets.ts'
import { columnRole, type ImportOptions, type Preview } from '../../../main/contract/imports.ts'
import { count } from '../../format/number.ts'
import { t } from '../../strings.ts'

type Guess = Preview['columns'][number]
export type Correction = Partial<Omit<Guess, 'name'>>
type Corrections = NonNullable<ImportOptions['columns']>

/** Corrections kept so far with another one: only what somebody changed, so that everything else goes on being guessed. */
export function withCorrection(before: Corrections = [], names: readonly string[], changed: Correction): Corrections {
  const all = new Map(before.map((column) => [column.name, column]))
  for (const name of names) all.set(name, { ...all.get(name), name, ...changed })
  return [...all.values()]
}

/** More rows with three fields each would make the page stutter; the others are found by name. */
const mostShown = 200

/** What each column is taken for, its kind and its unit, in fields that correct them; wide files by name, and all that are shown at once. */
export function Columns({ columns, onCorrect }: { columns: readonly Guess[]; onCorrect: (names: readonly string[], changed: Correction) => void }) {
  const [wanted, setWanted] = useState('')
  const found = columns.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()))
  const shown = found.slice(0, mostShown)
  return (
    <section className="tt-section" aria-label={t.import.columns}>
      <h2>{t.import.columns}</h2>
      {columns.length > 20 && (
        <div className="tt-import-find">
          <input className="tt-native" type="search" aria-label={t.importReview.filterColumns} placeholder={t.importReview.filterColumns} value={wanted} onChange={(event) => setWanted(event.target.value)} />
          <span className="tt-hint tt-number">
            {count(found.length)} / {count(columns.length)}
          </span>
          {wanted.trim() !== '' && found.length > 0 && (
            <label>
              <span className="tt-hint">{t.importReview.allAs}</span>{' '}
              <select className="tt-native" value="" onChange={(event) => onCorrect(found.map(({ name }) => name), { role: columnRole.parse(event.target.value) })}>
                <option value="" disabled />
                {(['value', 'ignore', 'label'] as const).map((role) => (
                  <option key={role} value={role}>
                    {t.importReview.roles[role]}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
      )}
      <table className="tt-table">
        <thead>
          <tr>
            <th>{t.import.name}</th>
            <th>{t.import.role}</th>
            <th>{t.import.kind}</th>
            <th>{t.import.unit}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <Row key={column.name} column={column} onChange={(changed) => onCorrect([column.name], changed)} />
          ))}
        </tbody>
      </table>
      {found.length > shown.length && <p className="tt-hint">{t.importReview.moreColumns(count(found.length - shown.length))}</p>}
    </section>
  )
}

function Row({ column: { name, role, kind, unit }, onChange }: { column: Guess; onChange: (changed: Correction) => void }) {
  return (
    <tr>
      <td>{name}</td>
      <td>
        <select className="tt-native" aria-label={`${name}: ${t.import.role}`} value={role} onChange={(event) => onChange({ role: columnRole.parse(event.target.value) })}>
          {columnRole.options.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </td>
      <td>
        {role === 'value' && (
          <select className="tt-native" aria-label={`${name}: ${t.import.kind}`} value={kind} onChange={(event) => onChange({ kind: tagKind.parse(event.target.value) })}>
            {tagKind.options.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </td>
      <td>{role === 'value' && <input className="tt-native tt-import-unit" key={unit} aria-label={`${name}: ${t.import.unit}`} defaultValue={unit} onBlur={(event) => event.target.value !== unit && onChange({ unit: event.target.value })} />}</td>
    </tr>
  )
}
