import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PickedFile } from '../../../main/contract/shell.ts'
import type { WatchedFile, WatchedFolder } from '../../../main/contract/watched.ts'
import { useApi, useCore } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { useJobs } from '../../client/jobs.ts'
import { bytes, percent } from '../../format/number.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'

const fewFiles = 8

/** Folders whose files are imported by themselves: what came in, what waits for somebody, and what can be done about it. */
export function Watched({ onOpen }: { onOpen: (file: PickedFile) => void }) {
  const api = useApi()
  const query = useQuery(api.imports.watched.queryOptions())
  // a core without watched folders has no such section
  if (query.isError && query.data === undefined && toFault(query.error).code === 'not_supported') return null
  const changed = () => void query.refetch()
  return (
    <section className="tt-section tt-import-watched" aria-label={t.watched.title}>
      <h2>{t.watched.title}</h2>
      <p className="tt-hint">{t.watched.about}</p>
      {query.data === undefined ? (
        query.isError ? (
          <Failed compact error={query.error} where={t.watched.title} onRetry={changed} />
        ) : (
          <Loading what={t.watched.loading} />
        )
      ) : (
        <>
          {query.data.length === 0 && <p>{t.watched.none}</p>}
          {query.data.map((folder) => (
            <Folder key={folder.id} folder={folder} onOpen={onOpen} onChanged={changed} />
          ))}
        </>
      )}
      <Add onAdded={changed} />
    </section>
  )
}

function Add({ onAdded }: { onAdded: () => void }) {
  const api = useApi()
  const { connection, client } = useCore()
  const { pickFolder } = connection.shell
  const [asset, setAsset] = useState('')
  const [chosen, setChosen] = useState('')
  const offered = useQuery(api.imports.watchable.queryOptions({ enabled: pickFolder === null }))
  const ref = chosen !== '' ? chosen : (offered.data?.[0]?.ref ?? '')
  const add = useMutation({
    mutationFn: async () => {
      const folder = pickFolder === null ? ref : (await pickFolder(t.watched.pickTitle))?.ref
      return folder === undefined ? null : client.imports.watch({ folder, asset: asset.trim() === '' ? null : asset.trim() })
    },
    onSuccess: onAdded,
  })
  return (
    <>
      <form
        className="tt-import-watch"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        {pickFolder === null && offered.data !== undefined && offered.data.length > 0 && (
          <label>
            <span>{t.watched.choose}</span>
            <select className="tt-native" value={ref} onChange={(event) => setChosen(event.target.value)}>
              {offered.data.map((folder) => (
                <option key={folder.ref} value={folder.ref}>
                  {folder.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{t.watched.asset}</span>
          <input className="tt-native" maxLength={200} placeholder={t.watched.assetEach} value={asset} onChange={(event) => setAsset(event.target.value)} />
        </label>
        <Button type="submit" variant="default" loading={add.isPending} disabled={pickFolder === null && ref === ''}>
          {t.watched.pick}
        </Button>
      </form>
      {pickFolder === null && offered.data?.length === 0 && <p className="tt-hint">{t.watched.noneOffered}</p>}
      {add.isError && <Failed compact error={add.error} where={t.watched.pick} />}
    </>
  )
}

interface Watching {
  readonly folder: WatchedFolder
  readonly onOpen: (file: PickedFile) => void
  readonly onChanged: () => void
}

function Folder({ folder, onOpen, onChanged }: Watching) {
  const api = useApi()
  const [all, setAll] = useState(false)
  const stop = useMutation(api.imports.unwatch.mutationOptions({ onSettled: onChanged }))
  const shown = all ? folder.files : folder.files.slice(0, fewFiles)
  const counts = Object.entries(folder.counts).filter(([, n]) => n > 0)
  const total = counts.reduce((sum, [, n]) => sum + n, 0)
  const bad = folder.state !== 'watching' && folder.state !== 'new'
  return (
    <article className="tt-import-folder" aria-label={folder.name}>
      <div className="tt-job-line">
        <span className="tt-ellipsis">
          <strong>{folder.name}</strong> <span className="tt-hint">{t.watched.into(folder.asset)}</span>
        </span>
        <span className={bad ? 'tt-job-failed' : 'tt-job-state'}>{t.watched.states[folder.state]}</span>
        <span className="tt-hint tt-number">{counts.map(([state, n]) => `${n} ${t.watched.fileStates[state as WatchedFile['state']]}`).join(' · ')}</span>
        <Button variant="subtle" color="gray" size="compact-xs" title={t.watched.stopAbout} loading={stop.isPending} onClick={() => stop.mutate({ id: folder.id })}>
          {t.watched.stop}
        </Button>
      </div>
      {folder.words !== '' && <p>{folder.words}</p>}
      {stop.isError && <Failed compact error={stop.error} where={t.watched.stop} />}
      {total === 0 ? (
        !bad && <p className="tt-hint">{t.watched.nothingYet}</p>
      ) : (
        <table className="tt-table">
          <thead>
            <tr>
              <th>{t.watched.file}</th>
              <th className="tt-right">{t.watched.size}</th>
              <th>{t.watched.state}</th>
              <th>{t.watched.what}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <File key={file.name} folder={folder} file={file} onOpen={onOpen} onChanged={onChanged} />
            ))}
          </tbody>
        </table>
      )}
      {total > fewFiles && (
        <div className="tt-job-line">
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setAll(!all)}>
            {all ? t.watched.showFew : t.watched.showAll(folder.files.length)}
          </Button>
          {all && total > folder.files.length && <span className="tt-hint">{t.watched.onlyNewest(folder.files.length)}</span>}
        </div>
      )}
    </article>
  )
}

function File({ folder, file, onOpen, onChanged }: Watching & { file: WatchedFile }) {
  const api = useApi()
  const job = useJobs((state) => (file.job === null ? undefined : state.jobs.get(file.job)))
  const open = useMutation(api.imports.openWatched.mutationOptions({ onSuccess: onOpen }))
  const retry = useMutation(api.imports.retryWatched.mutationOptions({ onSettled: onChanged }))
  const asked = { id: folder.id, file: file.name }
  const live = file.state === 'importing' && job ? [job.progress === null ? '' : percent(job.progress), job.doing].filter(Boolean).join(' ') : null
  const stuck = file.state === 'failed' || file.state === 'unsure'
  const refused = open.error ?? retry.error
  return (
    <tr>
      <td title={file.name}>{file.name}</td>
      <td className="tt-right tt-number">{bytes(file.bytes)}</td>
      <td className={stuck ? 'tt-job-failed' : ''}>{t.watched.fileStates[file.state]}</td>
      <td className="tt-import-cure">
        {live ?? file.words}
        {stuck && (
          <span className="tt-import-actions">
            {file.error?.code !== 'forbidden' && (
              <Button variant="subtle" size="compact-xs" loading={open.isPending} onClick={() => open.mutate(asked)}>
                {t.watched.look}
              </Button>
            )}
            {file.state === 'unsure' ? (
              <Button variant="subtle" color="gray" size="compact-xs" title={t.watched.asGuessedAbout} loading={retry.isPending} onClick={() => retry.mutate({ ...asked, asGuessed: true })}>
                {t.watched.asGuessed}
              </Button>
            ) : (
              <Button variant="subtle" color="gray" size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate(asked)}>
                {t.watched.retry}
              </Button>
            )}
          </span>
        )}
        {refused && <div role="alert">{toFault(refused).message}</div>}
      </td>
    </tr>
  )
}
