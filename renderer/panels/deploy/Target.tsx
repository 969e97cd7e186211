import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useApi, useCore } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { duration } from '../../format/time.ts'
import { Empty, Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { CommandLine } from './CommandLine.tsx'
import { commands } from './commands.ts'
import { useReach } from './useReach.ts'
import { useDeployView, whereOf } from './view.ts'

/** Which cluster or engine, and whether it answers. */
export function Target() {
  const api = useApi()
  const { connection } = useCore()
  const view = useDeployView()
  const { target, kubeconfig, context, set } = view
  const where = whereOf(view)
  const contexts = useQuery(api.deployments.contexts.queryOptions({ input: { target, ...(where.kubeconfig !== undefined && { kubeconfig: where.kubeconfig }) }, gcTime: 0 }))
  const pick = useMutation({
    mutationFn: () => connection.shell.pickFiles({ title: t.deploy.choose, extensions: [], many: false }),
    onSuccess: ([picked]) => picked && set({ kubeconfig: picked, context: null }),
  })
  useActions({ 'deploy.refresh': () => void contexts.refetch() })
  return (
    <div className="tt-deploy-page">
      {target === 'kubernetes' && (
        <div className="tt-deploy-line">
          <span>{t.deploy.kubeconfig}</span>
          <strong>{kubeconfig?.name ?? t.deploy.ofThisMachine}</strong>
          <Button size="compact-xs" variant="default" loading={pick.isPending} onClick={() => pick.mutate()}>
            {t.deploy.choose}
          </Button>
          {kubeconfig && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set({ kubeconfig: null, context: null })}>
              {t.deploy.useOwn}
            </Button>
          )}
          {pick.isError && <Failed compact error={pick.error} where={t.deploy.choose} />}
        </div>
      )}
      {contexts.isError && target === 'kubernetes' && kubeconfig === null && toFault(contexts.error).code === 'not_found' ? (
        <Empty
          title={t.deploy.noTargetTitle}
          action={
            <>
              <Button loading={pick.isPending} onClick={() => pick.mutate()}>
                {t.deploy.chooseKubeconfig}
              </Button>
              <Button variant="default" onClick={() => void contexts.refetch()}>
                {t.common.retry}
              </Button>
              <Button variant="default" onClick={() => set({ tab: 'rehearsal' })}>
                {t.deploy.toRehearsal}
              </Button>
            </>
          }
        >
          {t.deploy.noTargetAbout}
        </Empty>
      ) : contexts.isError ? (
        <Failed error={contexts.error} where={t.deploy.contexts[target]} onRetry={() => void contexts.refetch()} />
      ) : !contexts.data ? (
        <Loading what={t.deploy.readingContexts} />
      ) : contexts.data.length === 0 ? (
        <Empty title={t.deploy.noTargetTitle} />
      ) : (
        <>
          <div className="tt-deploy-contexts">
            <table className="tt-table" aria-label={t.deploy.contexts[target]}>
              <thead>
                <tr>
                  <th>{t.deploy.context}</th>
                  <th>{t.deploy.server}</th>
                  <th>{t.deploy.user}</th>
                  <th>
                    <span className="tt-hidden">{t.deploy.current}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {contexts.data.map((one) => (
                  <tr key={one.name}>
                    <td>
                      <label>
                        <input type="radio" name="context" checked={context === null ? one.current : context === one.name} onChange={() => set({ context: one.name })} /> {one.name}
                      </label>
                    </td>
                    <td className="tt-number">{one.server}</td>
                    <td>{one.user}</td>
                    <td className="tt-hint">{one.current && t.deploy.current}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <CommandLine command={commands.contexts(view)} />
          <Reached />
        </>
      )}
    </div>
  )
}

function Reached() {
  const where = whereOf(useDeployView())
  const reach = useReach(where)
  useActions({ 'deploy.refresh': () => void reach.refetch() })
  if (reach.isError) return <Failed error={reach.error} where={t.deploy.steps.target} onRetry={() => void reach.refetch()} />
  const asking = reach.isFetching || !reach.data
  return (
    <div className="tt-deploy-reach" role="status">
      {asking ? (
        <p>{t.deploy.asking}</p>
      ) : (
        <>
          <h2 className="tt-deploy-sentence">{t.deploy.reach[reach.data.state]}</h2>
          <p>
            {reach.data.words} <span className="tt-hint tt-number">{reach.data.state === 'reachable' ? t.deploy.answeredIn(duration(reach.data.milliseconds)) : t.deploy.gaveUpAfter(duration(reach.data.milliseconds))}</span>
          </p>
          <CommandLine command={reach.data.command} />
        </>
      )}
      <Button size="compact-xs" variant="default" disabled={asking} onClick={() => void reach.refetch()}>
        {t.deploy.askAgain}
      </Button>
    </div>
  )
}
