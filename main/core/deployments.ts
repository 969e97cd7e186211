import { setTimeout as sleep } from 'node:timers/promises'
import { implement } from '@orpc/server'
import { deployments as contract, type Operation, type StackStatus, type Where } from '../contract/deployments.ts'
import { Fault, faultData } from '../contract/errors.ts'
import type { Address, Deployer, DeployTarget, Rendered } from '../deploy/port.ts'
import { latestByKey } from './latest.ts'
import type { Operations, Telling } from './operations.ts'
import type { Sources } from './ports.ts'

const deployments = implement(contract)

export interface DeploymentPorts {
  readonly deployer: Deployer
  readonly operations: Operations
  readonly sources: Sources
  readonly clock: () => number
  /** Milliseconds between two looks at what runs. */
  readonly every?: number
  /** Milliseconds that a workload may be failing after a change before the change has failed. */
  readonly patience?: number
}

/** What is deployed where: rehearsed, planned, applied, watched, scaled, undone. A picked kubeconfig is an opaque ref; its path stays here. */
export function deploymentsService({ deployer, operations, sources, clock, every = 1_000, patience = 20_000 }: DeploymentPorts) {
  const addressOf = ({ kubeconfig, context }: Pick<Where, 'kubeconfig' | 'context'>): Address => ({ kubeconfig: kubeconfig === undefined ? undefined : sources.resolve(kubeconfig).path, context })
  const at = (where: Where): [DeployTarget, Address, Rendered] => [deployer.target(where.target), addressOf(where), deployer.rendered(where.environment)]

  const begin = (where: Where, kind: Operation['kind'], title: string, grace: number, work: (telling: Telling) => Promise<{ words: string }>) =>
    operations.start({ kind, title, environment: where.environment, target: where.target, context: where.context ?? '', grace }, work)

  /** A step of one change, and then the rollout that it starts, watched to its end. */
  async function changeAndWatch(where: Where, workload: string, { signal, tell }: Telling, change: (target: DeployTarget, address: Address, rendered: Rendered) => Promise<{ words: string; command: string }>): Promise<{ words: string }> {
    const [target, address, rendered] = at(where)
    const step = { name: workload, objects: [] }
    const done = await change(target, address, rendered)
    let failingSince: number | null = null
    for (;;) {
      const status = await target.status(address, rendered, signal)
      const one = status.workloads.find(({ object }) => object.endsWith(`/${workload}`))
      const words = one?.words ?? 'Not there.'
      tell({ status, steps: [{ ...step, command: done.command, state: one?.state === 'ready' ? 'done' : 'settling', words }] })
      if (one?.state === 'ready') return { words: `${done.words} ${words}` }
      failingSince = one?.state === 'failing' ? (failingSince ?? clock()) : null
      if (failingSince !== null && clock() - failingSince >= patience) {
        tell({ steps: [{ ...step, command: done.command, state: 'failed', words }] })
        throw new Fault('timed_out', `${workload} does not become ready. ${words}`, { workload })
      }
      await sleep(every, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw new Fault('cancelled', `Stopped watching ${workload}; the change itself was sent.`, { workload })
    }
  }

  async function* statuses(where: Where, signal: AbortSignal | undefined): AsyncGenerator<StackStatus, void, undefined> {
    const [target, address, rendered] = at(where)
    let last: StackStatus | null = null
    while (!signal?.aborted) {
      try {
        last = await target.status(address, rendered, signal)
        yield last
      } catch (error) {
        if (signal?.aborted) return
        const { code, message } = faultData(error)
        // Only a silent cluster is waited for; what will not change by waiting is told.
        if (code !== 'unreachable' && code !== 'timed_out') throw error
        yield { ...(last ?? { at: clock(), state: 'absent', workloads: [], events: [], command: '' }), stale: true, words: message }
      }
      await sleep(every, undefined, { ...(signal && { signal }) }).catch(() => undefined)
    }
  }

  return deployments.router({
    environments: deployments.environments.handler(() => deployer.environments()),
    objects: deployments.objects.handler(({ input }) => deployer.objects(input.environment, input.target)),
    rehearse: deployments.rehearse.handler(({ input }) => deployer.rehearse(input.environment, input.cluster)),
    contexts: deployments.contexts.handler(({ input }) => deployer.target(input.target).contexts(addressOf(input))),
    reach: deployments.reach.handler(({ input }) => deployer.target(input.target).reach(addressOf(input))),
    plan: deployments.plan.handler(({ input, signal }) => {
      const [target, address, rendered] = at(input)
      return target.plan(address, rendered, signal)
    }),
    status: deployments.status.handler(({ input, signal }) => {
      const [target, address, rendered] = at(input)
      return target.status(address, rendered, signal)
    }),
    watch: deployments.watch.handler(({ input, signal }) => statuses(input, signal)),
    apply: deployments.apply.handler(({ input }) => {
      const [target, address, rendered] = at(input)
      return begin(input, 'apply', `Apply ${input.environment}`, input.grace, ({ signal, tell }) => target.apply(address, rendered, { signal, report: (steps, status) => tell({ steps, ...(status && { status }) }) }))
    }),
    scale: deployments.scale.handler(({ input }) =>
      begin(input, 'scale', `Scale ${input.workload} to ${input.replicas}`, input.grace, (telling) =>
        changeAndWatch(input, input.workload, telling, (target, address, rendered) => target.scale(address, rendered, input, telling.signal)),
      ),
    ),
    revisions: deployments.revisions.handler(({ input, signal }) => {
      const [target, address, rendered] = at(input)
      return target.revisions(address, rendered, input.workload, signal)
    }),
    previewUndo: deployments.previewUndo.handler(({ input, signal }) => {
      const [target, address, rendered] = at(input)
      return target.undo(address, rendered, { ...input, preview: true }, signal)
    }),
    undo: deployments.undo.handler(({ input }) =>
      begin(input, 'undo', `Undo ${input.workload}${input.revision === undefined ? '' : ` to revision ${input.revision}`}`, input.grace, (telling) =>
        changeAndWatch(input, input.workload, telling, (target, address, rendered) => target.undo(address, rendered, { ...input, preview: false }, telling.signal)),
      ),
    ),
    operations: deployments.operations.handler(() => operations.list()),
    cancel: deployments.cancel.handler(({ input }) => operations.cancel(input.id)),
    watchOperations: deployments.watchOperations.handler(({ signal }) =>
      latestByKey<Operation>({
        key: ({ id }) => id,
        subscribe: operations.onChange,
        initial: async () => operations.list().filter(({ state }) => state === 'waiting' || state === 'running'),
        signal,
      }),
    ),
  })
}
