import { Button } from '@mantine/core'
import { FileInput } from 'lucide-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportOptions } from '../../../main/contract/imports.ts'
import type { PickedFile } from '../../../main/contract/shell.ts'
import { useApi, useCore } from '../../client/context.tsx'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { runAction } from '../../workspace/actions.ts'
import { useSelection } from '../../workspace/selection.ts'
import './import.css'
import { withCorrection } from './Columns.tsx'
import { Review } from './Review.tsx'
import { Running } from './Running.tsx'
import { Tags } from './Tags.tsx'
import { Watched } from './Watched.tsx'

export const extensions = ['csv', 'tsv', 'txt', 'dat', 'npy', 'npz', 'parquet', 'mat']

/** From a file to stored tags: pick, look at every guess, correct, import. */
export default function Import() {
  const { connection } = useCore()
  const [files, setFiles] = useState<readonly PickedFile[]>([])
  const [job, setJob] = useState<number | null>(null)
  const [over, setOver] = useState(false)
  const take = useMutation({ mutationFn: (dropped: File[]) => connection.shell.takeDropped(dropped), onSuccess: setFiles })
  const pick = useMutation({ mutationFn: () => connection.shell.pickFiles({ title: t.import.choose, extensions, many: true }), onSuccess: (picked) => picked.length > 0 && setFiles(picked) })
  const api = useApi()
  const chosen = useSelection((state) => state.asset)
  const selected = useQuery(api.assets.list.queryOptions()).data?.find(({ id }) => id === chosen)
  const [first] = files
  const again = () => {
    setFiles([])
    setJob(null)
  }
  const body =
    job !== null ? (
      <Running job={job} onAgain={again} />
    ) : first ? (
      <Preview key={first.ref} files={files} onJob={setJob} onCancel={again} />
    ) : take.isPending || pick.isPending ? (
      <Loading what={t.import.uploading} />
    ) : (
      <div className="tt-scroll">
        <div className="tt-import-start">
          <h2>{t.import.title}</h2>
          <p>{t.import.about}</p>
          <div className="tt-import-drop">
            <FileInput size={28} strokeWidth={1.2} aria-hidden />
            <Button onClick={() => pick.mutate()}>{t.import.choose}</Button>
            <span className="tt-hint">{over ? t.import.dropNow : t.import.drop}</span>
          </div>
          {(take.isError || pick.isError) && <Failed compact error={take.error ?? pick.error} where={t.import.choose} />}
          <p className="tt-hint">{t.import.demoAbout}</p>
          <Button variant="default" onClick={() => runAction('import.demo')}>
            {t.import.demo}
          </Button>
        </div>
        <Watched onOpen={(file) => setFiles([file])} />
        {selected && <Tags asset={selected.id} name={selected.name} />}
      </div>
    )
  return (
    <div
      className={over ? 'tt-panel tt-import-over' : 'tt-panel'}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const dropped = [...event.dataTransfer.files]
        if (dropped.length > 0) {
          again()
          take.mutate(dropped)
        }
      }}
    >
      {body}
    </div>
  )
}

/** Asks what the first file seems to hold, again after each correction. */
function Preview({ files, onJob, onCancel }: { files: readonly PickedFile[]; onJob: (job: number) => void; onCancel: () => void }) {
  const api = useApi()
  const [options, setOptions] = useState<ImportOptions>({})
  const [first] = files
  const preview = useQuery(api.imports.preview.queryOptions({ input: { source: first?.ref ?? '', options }, placeholderData: (before) => before, gcTime: 0 }))
  if (preview.isLoading) return <Loading what={t.import.reading(first?.name ?? '')} onCancel={onCancel} />
  if (!preview.data) {
    return (
      <div className="tt-panel">
        <Failed error={preview.error} where={first?.name ?? ''} onRetry={() => void preview.refetch()} />
        <div className="tt-face-actions tt-centred">
          <Button variant="subtle" color="gray" onClick={onCancel}>
            {t.import.otherFiles}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <Review
      files={files}
      preview={preview.data}
      pending={preview.isFetching}
      error={preview.isError ? preview.error : null}
      onOptions={(changed) => setOptions((before) => ({ ...before, ...changed }))}
      // over what was corrected before, not over the answer to it: that may still be on its way
      onCorrect={(names, changed) => setOptions((before) => ({ ...before, columns: withCorrection(before.columns, names, changed) }))}
      onJob={onJob}
      onCancel={onCancel}
    />
  )
}
