import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EnvironmentInfo } from '../../../main/contract/deployments.ts'
import { useApi } from '../../client/context.tsx'
import { Answer, Empty } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import './deploy.css'
import { latestOperation, useFollowedOperations, useOperations } from './operations.ts'
import { OperationBar } from './OperationBar.tsx'
import { Plan } from './Plan.tsx'
import { Reachable } from './Reachable.tsx'
import { Rehearsal } from './Rehearsal.tsx'
import { Running } from './Running.tsx'
import { Stack } from './Stack.tsx'
import { Target } from './Target.tsx'
import { tabs, useDeployView, whereOf, type DeployView, type Tab } from './view.ts'

/** The stack: rehearsed without a cluster, planned against one, applied, watched, scaled, undone. */
export default function Deploy() {
  const api = useApi()
  const environments = useQuery(api.deployments.environments.queryOptions())
  useFollowedOperations()
  return (
    <Answer query={environments} what={t.deploy.readingEnvironments} where={t.deploy.title}>
      {(all) => (all.length === 0 ? <Empty title={t.deploy.noEnvironments}>{t.deploy.noEnvironmentsAbout}</Empty> : <Page environments={all} />)}
    </Answer>
  )
}

function Page({ environments }: { environments: readonly EnvironmentInfo[] }) {
  const view = useDeployView()
  const { set, tab, target } = view
  const info = environments.find(({ name }) => name === view.environment) ?? environments[0]!
  const operations = useOperations((state) => state.operations)
  const dismissed = useOperations((state) => state.dismissed)
  const operation = latestOperation(operations, dismissed, whereOf(view))
  useActions(Object.fromEntries(tabs.map((one) => [`deploy.${one}`, () => set({ tab: one })])))
  const step = (by: number) => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]!
    set({ tab: next })
    document.getElementById(`deploy-tab-${next}`)?.focus()
  }
  return (
    <div className="tt-panel tt-deploy" data-environment={info.name}>
      <div className="tt-deploy-head">
        <SegmentedControl aria-label={t.deploy.environment} value={info.name} data={environments.map(({ name }) => ({ value: name, label: name }))} onChange={(name) => set({ environment: name as DeployView['environment'] })} />
        <SegmentedControl aria-label={t.deploy.target} value={target} data={Object.entries(t.deploy.targets).map(([value, label]) => ({ value, label }))} onChange={(value) => set({ target: value as DeployView['target'], context: null })} />
        <span className="tt-ellipsis">
          {view.context ?? view.kubeconfig?.name ?? ''} <strong>{info.namespace}</strong>
        </span>
      </div>
      <div className="tt-deploy-tabs" role="tablist" aria-label={t.deploy.title}>
        {tabs.map((one, i) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`deploy-tab-${one}`}
            aria-selected={one === tab}
            aria-controls="deploy-page"
            tabIndex={one === tab ? 0 : -1}
            onClick={() => set({ tab: one })}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') step(1)
              else if (event.key === 'ArrowLeft') step(-1)
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          >
            <span className="tt-key">{i + 1}</span> {t.deploy.steps[one]}
          </button>
        ))}
      </div>
      {operation && <OperationBar operation={operation} />}
      <div className="tt-deploy-body" id="deploy-page" role="tabpanel" aria-labelledby={`deploy-tab-${tab}`}>
        <Shown tab={tab} info={info} operation={operation} />
      </div>
    </div>
  )
}

function Shown({ tab, info, operation }: { tab: Tab; info: EnvironmentInfo; operation: ReturnType<typeof latestOperation> }) {
  switch (tab) {
    case 'stack':
      return <Stack info={info} />
    case 'rehearsal':
      return <Rehearsal key={info.name} info={info} />
    case 'target':
      return <Target />
    case 'plan':
      return (
        <Reachable>
          <Plan info={info} operation={operation} />
        </Reachable>
      )
    case 'running':
      return (
        <Reachable>
          <Running info={info} operation={operation} />
        </Reachable>
      )
  }
}
