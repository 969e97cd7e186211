import type { StackStatus, StepProgress } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Address, Done, Rendered } from '../port.ts'
import { managedBy, objectName, type KubernetesObject } from '../render/objects.ts'
import { adapted, applyObject, conflictsOf, live } from './apply.ts'
import type { Cluster } from './client.ts'
import { kubectl } from './commands.ts'
import { observe } from './observe.ts'
import { folderOf, leftOver, removeObject } from './plan.ts'

export interface Pace {
  readonly clock: () => number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Milliseconds between two looks at a rollout. */
  readonly every: number
  /** How long a workload may be failing before its step has failed: an image registry may stumble once. */
  readonly patience: number
}

/**
 * Applies the stack step by step and takes away what it no longer has. A step is done when its workloads are ready.
 * @throws Fault `conflict`, `forbidden`, `bad_input` from the cluster; `timed_out` when a workload does not become ready. What was applied stays.
 */
export async function applyStack(
  cluster: Cluster,
  address: Address,
  rendered: Rendered,
  pace: Pace,
  { signal, report }: { signal: AbortSignal; report: (steps: StepProgress[], status: StackStatus | null) => void },
): Promise<Done> {
  const { stack, steps } = rendered
  const objects = steps.flatMap((step) => step.objects)
  const progress: StepProgress[] = [
    ...steps.map(({ name }, index): StepProgress => ({ name, state: 'waiting', words: '', objects: [], command: kubectl(address, 'apply', '--server-side', '--field-manager', managedBy, '-f', `${folderOf(stack.environment)}${String(index * 10).padStart(2, '0')}-${name}.yaml`) })),
    { name: 'removal', state: 'waiting', words: '', objects: [], command: kubectl(address, 'delete', 'KIND/NAME', '-n', stack.namespace) },
  ]
  let status: StackStatus | null = null
  const tell = (index: number, change: Partial<StepProgress>) => {
    progress[index] = { ...progress[index]!, ...change }
    report([...progress], status)
  }
  const fail = (index: number, error: unknown): never => {
    const words = error instanceof Error ? error.message : String(error)
    for (let later = index + 1; later < progress.length; later++) progress[later] = { ...progress[later]!, state: 'skipped' }
    tell(index, { state: 'failed', words })
    throw error
  }

  for (const [index, { name, objects: ofStep }] of steps.entries()) {
    tell(index, { state: 'applying' })
    try {
      for (const object of ofStep) {
        stopIf(signal, name)
        const words = await applied(cluster, object, stack.namespace, objects, signal)
        tell(index, { objects: [...progress[index]!.objects, { object: objectName(object), words }] })
      }
      const workloads = ofStep.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet').map(objectName)
      if (workloads.length > 0) {
        tell(index, { state: 'settling', words: 'Waiting until it is ready.' })
        await settled(cluster, address, rendered, workloads, pace, signal, (seen) => {
          status = seen
          tell(index, { words: seen.workloads.filter(({ object }) => workloads.includes(object)).map(({ words }) => words).join(' ') })
        })
      }
      tell(index, { state: 'done' })
    } catch (error) {
      fail(index, error)
    }
  }
  const last = progress.length - 1
  try {
    tell(last, { state: 'applying' })
    for (const { object } of await leftOver(cluster, stack.name, stack.namespace, objects, signal)) {
      stopIf(signal, 'removal')
      await removeObject(cluster, object, stack.namespace, signal)
      tell(last, { objects: [...progress[last]!.objects, { object, words: 'Taken away.' }] })
    }
    tell(last, { state: 'done', words: progress[last]!.objects.length === 0 ? 'Nothing to take away.' : '' })
  } catch (error) {
    fail(last, error)
  }
  return { words: `${objects.length} objects are as the stack says, and every workload is ready.`, command: kubectl(address, 'apply', '--server-side', '--field-manager', managedBy, '-f', folderOf(stack.environment)) }
}

async function applied(cluster: Cluster, object: KubernetesObject, namespace: string, all: readonly KubernetesObject[], signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const before = await live(cluster, object, namespace, signal)
    const desired = adapted(object, before, all)
    try {
      const after = await applyObject(cluster, desired, { namespace, signal })
      if (!before) return 'Created.'
      const version = (one: KubernetesObject) => (one.metadata as { resourceVersion?: string }).resourceVersion
      return version(before) === version(after) ? 'As it was.' : 'Changed.'
    } catch (error) {
      // The autoscaler may have changed the replicas between reading and writing: read again, once.
      if (attempt === 1 && desired !== object && conflictsOf(error).length > 0) continue
      throw error
    }
  }
}

/** Looks until the named workloads are ready. A look that fails is no failure of the rollout: the cluster may be away for a moment. */
export async function settled(cluster: Cluster, address: Address, rendered: Rendered, workloads: readonly string[], { clock, wait, every, patience }: Pace, signal: AbortSignal, seen: (status: StackStatus) => void): Promise<void> {
  let failingSince: number | null = null
  let silentSince: number | null = null
  for (;;) {
    stopIf(signal, workloads.join(', '))
    try {
      const status = await observe(cluster, address, rendered, clock, signal)
      silentSince = null
      seen(status)
      const of = status.workloads.filter(({ object }) => workloads.includes(object))
      if (of.every(({ state }) => state === 'ready')) return
      const broken = of.find(({ state }) => state === 'failing')
      failingSince = broken ? (failingSince ?? clock()) : null
      if (broken && failingSince !== null && clock() - failingSince >= patience)
        throw new Fault('timed_out', `${broken.object} does not become ready. ${broken.words} What ran before still runs where the rollout allows it; undo brings it back whole.`, { object: broken.object })
    } catch (error) {
      if (!(error instanceof Fault) || (error.code !== 'unreachable' && (error.code !== 'timed_out' || error.detail['server'] === undefined))) throw error
      silentSince ??= clock()
      if (clock() - silentSince >= patience) throw error
    }
    await wait(every, signal)
  }
}

function stopIf(signal: AbortSignal, where: string) {
  if (signal.aborted) throw new Fault('cancelled', `Stopped at ${where}: nothing more is sent. What was applied before stays.`, { step: where })
}
