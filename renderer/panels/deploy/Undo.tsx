import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../client/context.tsx'
import { time } from '../../format/time.ts'
import { Answer, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import { CommandLine } from './CommandLine.tsx'
import { Diff } from './Diff.tsx'
import { useOperations } from './operations.ts'
import { useDeployView, whereOf } from './view.ts'

/** The revisions of a workload, what going back to one would change, and the button that does. */
export function Undo({ workload, onDone }: { workload: string; onDone: () => void }) {
  const api = useApi()
  const zone = useZone()
  const where = whereOf(useDeployView())
  const [chosen, setChosen] = useState<number | null>(null)
  const revisions = useQuery(api.deployments.revisions.queryOptions({ input: { ...where, workload }, gcTime: 0 }))
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // what it returns is a promise in newer engines, and no cleanup
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [revisions.data])
  return (
    <div className="tt-undo" ref={place}>
      <Answer query={revisions} what={t.deploy.readingRevisions} where={t.deploy.revisionsOf(workload)}>
        {(all) => {
          const before = all.find(({ current }) => !current)
          const revision = chosen ?? before?.revision ?? null
          if (revision === null) return <p className="tt-hint">{t.deploy.nothingToUndo}</p>
          return (
            <>
              <fieldset>
                <legend>{t.deploy.goBackTo}</legend>
                {all.map((one) => (
                  <label key={one.revision}>
                    <input type="radio" name={`revision-${workload}`} disabled={one.current} checked={one.revision === revision} onChange={() => setChosen(one.revision)} /> <span className="tt-number">{one.revision}</span>{' '}
                    <span className="tt-number">{one.images.join(', ')}</span> <span className="tt-hint">{one.current ? t.deploy.runsNow : time(one.createdAt, zone)}</span>
                  </label>
                ))}
              </fieldset>
              <Preview workload={workload} revision={revision} onDone={onDone} />
            </>
          )
        }}
      </Answer>
    </div>
  )
}

function Preview({ workload, revision, onDone }: { workload: string; revision: number; onDone: () => void }) {
  const api = useApi()
  const take = useOperations((state) => state.take)
  const where = whereOf(useDeployView())
  const preview = useQuery(api.deployments.previewUndo.queryOptions({ input: { ...where, workload, revision }, gcTime: 0 }))
  const undo = useMutation(
    api.deployments.undo.mutationOptions({
      onSuccess: (begun) => {
        take(begun)
        onDone()
      },
    }),
  )
  return (
    <Answer query={preview} what={t.deploy.readingRevisions} where={t.deploy.undoTo(revision)}>
      {({ changes, command }) => (
        <>
          {changes.length === 0 ? <p className="tt-hint">{t.deploy.noChange}</p> : <Diff changes={changes} />}
          <div className="tt-deploy-line">
            <Button size="compact-xs" loading={undo.isPending} onClick={() => undo.mutate({ ...where, workload, revision })}>
              {t.deploy.undoTo(revision)}
            </Button>
            <span className="tt-hint">{t.deploy.undoKeeps}</span>
          </div>
          {undo.isError && <Failed compact error={undo.error} where={t.deploy.undo} />}
          <CommandLine command={command} />
        </>
      )}
    </Answer>
  )
}
