import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { StepProgress } from '../../../main/contract/deployments.ts'
import { useApi } from '../../client/context.tsx'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { CommandLine } from './CommandLine.tsx'
import { hasEnded, secondsLeft, useOperations, type KnownOperation } from './operations.ts'

/** A change under way: the moment in which it can be called back, then its steps, each with the line that does it by hand. */
export function OperationBar({ operation }: { operation: KnownOperation }) {
  const api = useApi()
  const { take, dismiss } = useOperations()
  const cancel = useMutation(api.deployments.cancel.mutationOptions({ onSuccess: take }))
  const ended = hasEnded(operation)
  const stop = () => (ended ? dismiss(operation.id) : cancel.mutate({ id: operation.id }))
  useActions({ 'deploy.cancel': stop })
  return (
    <section className="tt-operation" aria-label={t.deploy.operation} data-state={operation.state}>
      <header>
        <strong>{operation.title}</strong>
        <span className={operation.state === 'failed' || operation.state === 'interrupted' ? 'tt-job-failed' : 'tt-job-state'}>{t.deploy.operationStates[operation.state]}</span>
        <span className="tt-operation-words" role="status">
          {operation.state === 'waiting' ? <Countdown operation={operation} /> : operation.words}
        </span>
        <Button size="compact-xs" variant={operation.state === 'waiting' ? 'filled' : 'default'} loading={cancel.isPending} onClick={stop}>
          {ended ? t.deploy.dismiss : operation.state === 'waiting' ? t.deploy.callBack : t.deploy.stop}
        </Button>
      </header>
      {cancel.isError && <Failed compact error={cancel.error} where={operation.title} />}
      {operation.steps.length > 0 && (
        <ol>
          {operation.steps.map((step) => (
            <Step key={step.name} step={step} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Countdown({ operation }: { operation: KnownOperation }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200)
    return () => clearInterval(timer)
  }, [])
  return t.deploy.beginsIn(secondsLeft(operation, now))
}

function Step({ step: { name, state, words, command } }: { step: StepProgress }) {
  return (
    <li data-state={state}>
      <span className="tt-operation-step">{name}</span>
      <span className={state === 'failed' ? 'tt-job-failed' : 'tt-job-state'}>{t.deploy.stepStates[state]}</span>
      <span className="tt-ellipsis" title={words}>
        {words}
      </span>
      <CommandLine command={command} />
    </li>
  )
}
