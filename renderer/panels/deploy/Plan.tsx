import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentInfo, Plan as PlanAnswer, PlanEntry } from '../../../main/contract/deployments.ts'
import { useApi } from '../../client/context.tsx'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { CommandLine } from './CommandLine.tsx'
import { Diff } from './Diff.tsx'
import { Findings } from './Findings.tsx'
import { ActionSign } from './Marks.tsx'
import { hasEnded, useOperations, type KnownOperation } from './operations.ts'
import { useDeployView, whereOf } from './view.ts'

/** What applying would change, by the server's own answer; and the button that applies it. */
export function Plan({ info, operation }: { info: EnvironmentInfo; operation: KnownOperation | null }) {
  const api = useApi()
  const where = whereOf(useDeployView())
  // A plan ages with every change: it is made anew behind each.
  const made = operation && hasEnded(operation) ? operation.seq : 0
  const plan = useQuery({ ...api.deployments.plan.queryOptions({ input: where, gcTime: 0 }), queryKey: [...api.deployments.plan.queryKey({ input: where }), made] })
  useActions({ 'deploy.refresh': () => void plan.refetch() })
  if (plan.isError) return <Failed error={plan.error} where={t.deploy.steps.plan} onRetry={() => void plan.refetch()} />
  if (!plan.data) return <Loading what={t.deploy.planning} />
  return <Planned info={info} plan={plan.data} busy={plan.isFetching} onAgain={() => void plan.refetch()} operation={operation} />
}

function Planned({ info, plan, busy, onAgain, operation }: { info: EnvironmentInfo; plan: PlanAnswer; busy: boolean; onAgain: () => void; operation: KnownOperation | null }) {
  const [kept, setKept] = useState(false)
  const different = plan.entries.filter(({ action, error }) => action !== 'keep' || error !== null)
  const serious = plan.findings.filter(({ severity }) => severity !== 'info')
  const shown = kept ? plan.entries : different
  return (
    <div className="tt-deploy-page">
      <header className="tt-deploy-line">
        <h2 className="tt-deploy-sentence">{plan.words}</h2>
        <Button size="compact-xs" variant="default" loading={busy} onClick={onAgain}>
          {t.deploy.planAgain}
        </Button>
      </header>
      <div className="tt-scroll" tabIndex={0} role="region" aria-label={t.deploy.steps.plan}>
        {plan.missingRights.length > 0 && (
          <section className="tt-findings">
            <h3>{t.deploy.rights}</h3>
            <ul>
              {plan.missingRights.map((right) => (
                <li key={`${right.verb} ${right.group}/${right.resource} ${right.namespace}`}>{right.words}</li>
              ))}
            </ul>
          </section>
        )}
        {[...Map.groupBy(shown, ({ step }) => step)].map(([step, entries]) => (
          <section key={step} className="tt-plan-step" aria-label={step}>
            <h3 className="tt-hint">{step}</h3>
            {entries.map((entry) => (
              <Entry key={entry.object} entry={entry} />
            ))}
          </section>
        ))}
        {plan.counts.keep > 0 && (
          <button type="button" className="tt-link tt-pad" aria-expanded={kept} onClick={() => setKept(!kept)}>
            {kept ? t.deploy.hideKept : t.deploy.showKept(plan.counts.keep)}
          </button>
        )}
        {serious.length > 0 && (
          <section className="tt-plan-findings">
            <h2>{t.deploy.ofThisCluster}</h2>
            <Findings findings={serious} />
          </section>
        )}
      </div>
      <CommandLine command={plan.command} />
      <Apply info={info} plan={plan} operation={operation} />
    </div>
  )
}

function Entry({ entry }: { entry: PlanEntry }) {
  const refused = entry.error !== null || entry.conflicts.length > 0
  return (
    <article className="tt-plan-entry" aria-label={entry.object}>
      <p>
        <ActionSign action={entry.action} refused={refused} /> <span className="tt-number">{entry.object}</span> <span className="tt-hint">{entry.words}</span>
      </p>
      {entry.error !== null && (
        <p className="tt-plan-error" role="alert">
          {entry.error}
        </p>
      )}
      {entry.changes.length > 0 && <Diff changes={entry.changes} />}
    </article>
  )
}

/** Production is applied only by who types its name. */
function Apply({ info, plan, operation }: { info: EnvironmentInfo; plan: PlanAnswer; operation: KnownOperation | null }) {
  const api = useApi()
  const take = useOperations((state) => state.take)
  const where = whereOf(useDeployView())
  const [typed, setTyped] = useState('')
  const apply = useMutation(
    api.deployments.apply.mutationOptions({
      onSuccess: (begun) => {
        take(begun)
        setTyped('')
      },
    }),
  )
  const guarded = info.name === 'production'
  const busy = operation !== null && !hasEnded(operation)
  const { create, change, delete: gone } = plan.counts
  const failing = plan.findings.filter(({ severity }) => severity === 'error').length
  const free = plan.applicable && create + change + gone > 0 && !busy && (!guarded || typed === info.namespace)
  const begin = () => free && apply.mutate(where)
  useActions({ 'deploy.apply': () => (guarded && !free ? document.getElementById('deploy-name')?.focus() : begin()) })
  return (
    <form
      className="tt-deploy-apply"
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <span className="tt-ellipsis">
        {plan.context} / <strong>{plan.namespace}</strong> · {t.deploy.user} {plan.user}
      </span>
      {!plan.applicable && <span className="tt-hint">{t.deploy.notApplicable}</span>}
      {busy && <span className="tt-hint">{t.deploy.waitsFor}</span>}
      {!busy && failing > 0 && create + change > 0 && <span className="tt-deploy-warning">{t.deploy.wouldFail(failing)}</span>}
      {guarded && plan.applicable && create + change + gone > 0 && !busy && (
        <input id="deploy-name" className="tt-native" autoComplete="off" aria-label={t.deploy.typeName(info.namespace)} placeholder={t.deploy.typeName(info.namespace)} value={typed} onChange={(event) => setTyped(event.target.value)} />
      )}
      <Button type="submit" disabled={!free} loading={apply.isPending}>
        {t.deploy.applyTo(info.name)}
      </Button>
      {apply.isError && <Failed compact error={apply.error} where={t.deploy.apply} />}
    </form>
  )
}
