import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useApi } from '../../client/context.tsx'
import { useJobs } from '../../client/jobs.ts'
import { bytes } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { Answer, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'

/** Copies of the project: make one while it is in use, put one back at the next start, throw one away. */
export function Backups() {
  const api = useApi()
  const zone = useZone()
  const backups = useQuery(api.backups.list.queryOptions())
  const [restored, setRestored] = useState<string | null>(null)
  const [sure, setSure] = useState<string | null>(null)
  const create = useMutation(api.backups.create.mutationOptions())
  const restore = useMutation(api.backups.restore.mutationOptions({ onSuccess: ({ words }) => setRestored(words) }))
  const remove = useMutation(api.backups.remove.mutationOptions({ onSuccess: () => backups.refetch() }))
  const failed = create.error ?? restore.error ?? remove.error
  const { refetch } = backups
  const done = useJobs((state) => [...state.jobs.values()].filter(({ kind, state: now }) => kind === 'backup' && now === 'done').length)
  useEffect(() => void refetch(), [done, refetch])
  return (
    <section className="tt-section" aria-labelledby="settings-backups">
      <h2 id="settings-backups">{t.settings.backups}</h2>
      <p className="tt-hint">{t.settings.backupsAbout}</p>
      <Button variant="default" loading={create.isPending} onClick={() => create.mutate(undefined)}>
        {t.settings.backupNow}
      </Button>
      {failed && <Failed compact error={failed} where={t.settings.backups} />}
      {restored && <p role="status">{restored}</p>}
      <Answer query={backups} what={t.settings.backups} where={t.settings.backups}>
        {(all) =>
          all.map(({ name, bytes: size, createdAt }) => (
            <div key={name} className="tt-settings-line">
              <span className="tt-settings-name tt-ellipsis" title={name}>
                {time(createdAt, zone)} <span className="tt-hint">{bytes(size)}</span>
              </span>
              <Button variant="default" size="compact-xs" loading={restore.isPending} onClick={() => restore.mutate({ name })}>
                {t.settings.restore}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                onBlur={() => setSure(null)}
                onClick={() => {
                  if (sure !== name) return setSure(name)
                  remove.mutate({ name })
                }}
              >
                {sure === name ? t.settings.removeForGood : t.common.remove}
              </Button>
            </div>
          ))
        }
      </Answer>
    </section>
  )
}
