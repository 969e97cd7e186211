import { useState } from 'react'
import { importOptions, timeFormat, type ImportOptions } from '../../../main/contract/imports.ts'
import { isZone, parseTime, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'

/** How the file is read: each guess in a field that corrects it. */
export function Guesses({ options, onOptions }: { options: ImportOptions; onOptions: (changed: ImportOptions) => void }) {
  const zone = useZone()
  const text = options.format === 'text'
  return (
    <section className="tt-section" aria-label={t.import.options}>
      <h2>{t.import.options}</h2>
      <div className="tt-guesses">
        {text && (
          <>
            <Choice label={t.import.delimiter} value={options.delimiter ?? ','} table={t.import.delimiters} onChange={(delimiter) => onOptions({ delimiter })} />
            <Choice label={t.import.decimal} value={options.decimal ?? '.'} table={{ '.': '.', ',': ',' }} onChange={(decimal) => onOptions({ decimal })} />
            <Choice label={t.import.encoding} value={options.encoding ?? 'utf-8'} table={same(importOptions.shape.encoding.unwrap().options)} onChange={(encoding) => onOptions({ encoding })} />
            <Field label={t.import.headerRows} value={String(options.headerRows ?? 0)} read={(entered) => (/^\d{1,2}$/.test(entered) ? { headerRows: Number(entered) } : null)} onOptions={onOptions} />
            <Field
              label={t.importReview.unitsRow}
              title={t.importReview.unitsRowHelp}
              value={options.unitsRow === null || options.unitsRow === undefined ? '' : String(options.unitsRow + 1)}
              read={(entered) => (entered === '' ? { unitsRow: null } : /^[1-9]\d?$/.test(entered) && Number(entered) <= 50 ? { unitsRow: Number(entered) - 1 } : null)}
              onOptions={onOptions}
            />
            <Field label={t.importReview.missing} title={t.importReview.missingHelp} value={words(options.missing)} read={(entered) => ({ missing: ['', ...listed(entered)] })} onOptions={onOptions} />
          </>
        )}
        {!text && options.variables !== undefined && (
          <Field label={t.importReview.variables} title={t.importReview.variablesHelp} value={words(options.variables)} read={(entered) => (listed(entered).length > 0 ? { variables: listed(entered), columns: undefined } : null)} onOptions={onOptions} />
        )}
        <Choice label={t.import.layout} value={options.layout ?? 'wide'} table={same(importOptions.shape.layout.unwrap().options)} onChange={(layout) => onOptions({ layout })} />
        <Choice label={t.import.timeFormat} value={options.timeFormat ?? 'none'} table={Object.fromEntries(timeFormat.options.map((one) => [one, t.import.timeFormats[one]])) as typeof t.import.timeFormats} onChange={(format) => onOptions({ timeFormat: format })} />
        <Field label={t.import.zone} value={options.zone ?? 'UTC'} read={(entered) => (isZone(entered) ? { zone: entered } : null)} onOptions={onOptions} />
        {options.timeFormat === 'none' && (
          <>
            <Field label={t.import.interval} value={String(options.interval ?? 1000)} read={(entered) => (Number(entered) > 0 ? { interval: Number(entered) } : null)} onOptions={onOptions} />
            <Field
              label={t.import.startTime}
              value={time(options.start ?? 0, zone, 'second')}
              read={(entered) => {
                const start = parseTime(entered, zone)
                return start === null ? null : { start }
              }}
              onOptions={onOptions}
            />
          </>
        )}
      </div>
    </section>
  )
}

/** An empty cell always means no value. */
const words = (list: readonly string[] = []) => list.filter((word) => word !== '').join(', ')
const listed = (entered: string) => entered.split(',').map((word) => word.trim()).filter((word) => word !== '')

const same = <T extends string>(values: readonly T[]) => Object.fromEntries(values.map((value): [T, string] => [value, value])) as Record<T, string> // as: every value is a key

function Choice<T extends string>({ label, value, table, onChange }: { label: string; value: T; table: Record<T, string>; onChange: (value: T) => void }) {
  return (
    <label>
      <span>{label}</span>
      <select className="tt-native" value={value} onChange={(event) => onChange(event.target.value as T)}>
        {Object.entries<string>(table).map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A field that corrects when it is left, and only with what can be read. */
function Field({ label, title, value, read, onOptions }: { label: string; title?: string; value: string; read: (entered: string) => ImportOptions | null; onOptions: (changed: ImportOptions) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  const bad = draft !== null && read(draft.trim()) === null
  const commit = () => {
    const changed = draft === null ? null : read(draft.trim())
    if (changed && draft !== value) onOptions(changed)
    setDraft(null)
  }
  return (
    <label title={title}>
      <span>{label}</span>
      <input className="tt-native" aria-invalid={bad} value={draft ?? value} onChange={(event) => setDraft(event.target.value)} onBlur={commit} onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()} />
    </label>
  )
}
