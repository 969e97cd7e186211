import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportOptions, Preview } from '../../../main/contract/imports.ts'
import type { PickedFile } from '../../../main/contract/shell.ts'
import { useApi } from '../../client/context.tsx'
import { unitBehind } from '../../format/name.ts'
import { bytes, count, value } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import { Columns, type Correction } from './Columns.tsx'
import { Guesses } from './Guesses.tsx'

interface Props {
  readonly files: readonly PickedFile[]
  readonly preview: Preview
  readonly pending: boolean
  readonly error: unknown
  readonly onOptions: (changed: ImportOptions) => void
  readonly onCorrect: (names: readonly string[], changed: Correction) => void
  readonly onJob: (job: number) => void
  readonly onCancel: () => void
}

/** Wider tables are cut: what is looked at here is the first columns. */
const mostCells = 40

/** Every guess about the files, correctable, beside what they would become. */
export function Review({ files, preview, pending, error, onOptions, onCorrect, onJob, onCancel }: Props) {
  const api = useApi()
  const [asset, setAsset] = useState(preview.assetName)
  const assets = useQuery(api.assets.list.queryOptions()).data ?? []
  const start = useMutation(api.imports.start.mutationOptions({ onSuccess: ({ job }) => onJob(job) }))
  const bad = asset.trim() === '' || error !== null
  return (
    <>
      <form
        className="tt-import-head"
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate({ sources: files.map(({ ref }) => ref), asset: asset.trim(), options: preview.options })
        }}
      >
        <div className="tt-import-file">
          <strong className="tt-ellipsis">{files.length > 1 ? t.import.files(files.length) : preview.file}</strong>
          <span className="tt-hint">
            {bytes(files.reduce((sum, file) => sum + file.bytes, 0))} · {preview.options.format}
            {preview.rowsEstimated !== null && ` · ${t.import.rows(count(preview.rowsEstimated))}`}
          </span>
        </div>
        <label>
          {t.import.assetName}{' '}
          <input className="tt-native" list="import-assets" title={t.import.assetHelp} maxLength={200} value={asset} onChange={(event) => setAsset(event.target.value)} />
          <datalist id="import-assets">
            {assets.map(({ id, name }) => (
              <option key={id} value={name} />
            ))}
          </datalist>
        </label>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t.common.cancel}
        </Button>
        <Button type="submit" disabled={bad || pending} loading={start.isPending}>
          {t.import.start}
        </Button>
      </form>
      {error !== null && <Failed compact error={error} where={preview.file} />}
      {start.isError && <Failed compact error={start.error} where={t.import.start} />}
      <div className="tt-scroll" aria-busy={pending}>
        <Guesses options={preview.options} onOptions={onOptions} />
        {preview.warnings.length > 0 && (
          <section className="tt-section" aria-label={t.import.warnings}>
            <h2>{t.import.warnings}</h2>
            {preview.warnings.map((warning) => (
              <p key={warning.code + warning.words}>{warning.words}</p>
            ))}
          </section>
        )}
        <Columns columns={preview.columns} onCorrect={onCorrect} />
        <Stored preview={preview} />
        <Grid preview={preview} />
        <Rejects preview={preview} />
      </div>
    </>
  )
}

function Stored({ preview }: { preview: Preview }) {
  const zone = useZone()
  const all = preview.columns.filter(({ role }) => role === 'value')
  const names = all.slice(0, mostCells)
  return (
    <section className="tt-section tt-import-wide" aria-label={t.import.asStored}>
      <h2>{t.import.asStored}</h2>
      <table className="tt-table">
        <thead>
          <tr>
            <th>{zone}</th>
            {names.map(({ name, unit }) => (
              <th key={name} className="tt-right">
                {name} {unitBehind(name, unit)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 8).map((row, i) => (
            <tr key={i}>
              <td className="tt-number">{time(row.time, zone, Number.isInteger(row.time / 1000) ? 'second' : 'ms')}</td>
              {row.values.slice(0, mostCells).map((cell, j) => (
                <td key={j} className="tt-right tt-number">
                  {value(cell, 6)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Cut more={all.length - names.length} />
    </section>
  )
}

function Grid({ preview }: { preview: Preview }) {
  return (
    <section className="tt-section tt-import-wide" aria-label={t.import.asStands}>
      <h2>{t.import.asStands}</h2>
      <table className="tt-table">
        <tbody>
          {preview.grid.slice(0, 8).map((row, i) => (
            <tr key={i} className={i < (preview.options.headerRows ?? 0) ? 'tt-import-header' : ''}>
              {row.slice(0, mostCells).map((cell, j) => (
                <td key={j} className="tt-number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Cut more={Math.max(0, ...preview.grid.map((row) => row.length)) - mostCells} />
    </section>
  )
}

function Cut({ more }: { more: number }) {
  return more > 0 ? <p className="tt-hint">{t.importReview.moreCells(count(more))}</p> : null
}

function Rejects({ preview }: { preview: Preview }) {
  if (preview.rejects.length === 0) return null
  return (
    <section className="tt-section tt-import-wide" aria-label={t.import.rejects}>
      <h2>{t.import.rejects}</h2>
      <table className="tt-table">
        <thead>
          <tr>
            <th className="tt-right">{t.import.line}</th>
            <th>{t.import.reason}</th>
            <th>{t.import.text}</th>
          </tr>
        </thead>
        <tbody>
          {preview.rejects.map((reject) => (
            <tr key={reject.line}>
              <td className="tt-right tt-number">{reject.line}</td>
              <td>{reject.reason}</td>
              <td className="tt-number">{reject.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
