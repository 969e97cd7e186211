import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Empty, Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useReach } from './useReach.ts'
import { useDeployView, whereOf } from './view.ts'

/** Draws its children only against a target that answers; else says why not, and the way out. */
export function Reachable({ children }: { children: ReactNode }) {
  const view = useDeployView()
  const reach = useReach(whereOf(view))
  useActions({ 'deploy.refresh': () => void reach.refetch() })
  if (reach.data?.state === 'reachable') return children
  if (reach.isFetching) return <Loading what={t.deploy.asking} />
  if (reach.isError) return <Failed error={reach.error} where={t.deploy.steps.target} onRetry={() => void reach.refetch()} />
  return (
    <Empty
      title={t.deploy.notReachable}
      action={
        <>
          <Button onClick={() => view.set({ tab: 'target' })}>{t.deploy.toTarget}</Button>
          <Button variant="default" onClick={() => view.set({ tab: 'rehearsal' })}>
            {t.deploy.toRehearsal}
          </Button>
        </>
      }
    >
      {reach.data?.words} {t.deploy.notReachableAbout}
    </Empty>
  )
}
