import { setTimeout as sleep } from 'node:timers/promises'
import { resolve } from 'node:path'
import { deployEnvironment, deployTargetKind, type Finding, type Operation, type Plan, type StackStatus, type Where } from '../contract/deployments.ts'
import { Fault } from '../contract/errors.ts'
import { quantity } from '../deploy/quantity.ts'
import { rehearse } from '../deploy/rehearse/index.ts'
import { readMaterial, type ClusterFacts } from '../deploy/rehearse/material.ts'
import { operationShape, planShape, statusShape } from './deployShapes.ts'
import { onStopSignals } from '../stopSignals.ts'
import { exit, UsageError, type Arguments, type Session, type Verb } from './verb.ts'

type Calls = Session['client']['deployments']
const every = 250

/** `deploy rehearse|plan|apply|status|scale|undo`: one verb, so that its options are explained in one place. */
export const deployVerb: Verb = {
  name: 'deploy',
  usage: 'deploy rehearse|plan|apply|status|scale|undo --environment ENV [--target kubernetes|compose] [--kubeconfig FILE] [--context NAME] [--workload NAME] [--replicas N] [--revision N]',
  about: 'Rehearse the stack without a cluster, plan it, apply it step by step, watch, scale and undo it.',
  options: {
    environment: { type: 'string', value: 'ENV', about: 'development, staging or production' },
    target: { type: 'string', value: 'KIND', about: 'kubernetes (default) or compose' },
    kubeconfig: { type: 'string', value: 'FILE', about: 'else KUBECONFIG or ~/.kube/config' },
    context: { type: 'string', value: 'NAME', about: 'else the current one' },
    workload: { type: 'string', value: 'NAME', about: 'scale, undo: which (default dashboard)' },
    replicas: { type: 'string', value: 'N', about: 'scale: how many' },
    revision: { type: 'string', value: 'N', about: 'undo: which (default: that before the current)' },
    node: { type: 'string', multiple: true, value: 'CPU,MEMORY', about: 'rehearse: a node of the cluster, e.g. 8,32Gi; once a node' },
    'storage-class': { type: 'string', multiple: true, value: 'NAME=MODES', about: 'rehearse: e.g. standard=ReadWriteOnce; the first is the default' },
    manifests: { type: 'string', value: 'DIR', about: 'rehearse: these manifests instead of the stack' },
  },
  async run(session, args) {
    const [step, ...rest] = args.positionals
    if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is one word too many`)
    const verbs = { rehearse: rehearseStack, plan, apply, status, scale, undo }
    if (!step || !Object.hasOwn(verbs, step)) throw new UsageError(`say what to do: ${Object.keys(verbs).join(', ')}`)
    return verbs[step as keyof typeof verbs](session, args, session.client.deployments)
  },
}

async function rehearseStack(session: Session, args: Arguments, calls: Calls): Promise<number> {
  const cluster = factsOf(args)
  const folder = args.text('manifests')
  const findings = folder === undefined ? await calls.rehearse({ environment: environmentOf(args), cluster: { ...cluster, nodes: cluster.nodes && [...cluster.nodes], storageClasses: cluster.storageClasses?.map((one) => ({ ...one, modes: [...one.modes] })), secrets: undefined } }) : rehearse(readMaterial(resolve(folder)), cluster)
  session.out.result({ findings }, () => findings.map(findingLine).join('\n') || 'Nothing found.')
  return findings.some(({ severity }) => severity === 'error') ? exit.failed : exit.done
}

async function plan(session: Session, args: Arguments, calls: Calls): Promise<number> {
  const planned = await calls.plan(await whereOf(session, args))
  session.out.result(planShape(planned), () => planText(planned))
  return planned.applicable ? exit.done : exit.failed
}

const apply = async (session: Session, args: Arguments, calls: Calls): Promise<number> => finish(session, calls, await calls.apply({ ...(await whereOf(session, args)), grace: 0 }))

async function status(session: Session, args: Arguments, calls: Calls): Promise<number> {
  const seen = await calls.status(await whereOf(session, args))
  session.out.result(statusShape(seen), () => statusText(seen))
  return seen.state === 'failing' ? exit.failed : exit.done
}

async function scale(session: Session, args: Arguments, calls: Calls): Promise<number> {
  args.need('replicas')
  const replicas = args.number('replicas', { min: 0, max: 1000 })!
  return finish(session, calls, await calls.scale({ ...(await whereOf(session, args)), workload: args.text('workload') ?? 'dashboard', replicas, grace: 0 }))
}

async function undo(session: Session, args: Arguments, calls: Calls): Promise<number> {
  const revision = args.number('revision', { min: 1, max: Number.MAX_SAFE_INTEGER })
  return finish(session, calls, await calls.undo({ ...(await whereOf(session, args)), workload: args.text('workload') ?? 'dashboard', ...(revision !== undefined && { revision }), grace: 0 }))
}

/** Follows an operation to its end; Ctrl-C calls it off, and what was done is told. */
async function finish(session: Session, calls: Calls, begun: Operation): Promise<number> {
  const interrupt = () => void calls.cancel({ id: begun.id }).catch(() => undefined)
  const deaf = onStopSignals(['SIGINT'], { first: interrupt, again: () => process.exit(exit.interrupted) })
  let said = ''
  try {
    for (;;) {
      const now = (await calls.operations()).find(({ id }) => id === begun.id)
      if (!now) throw new Fault('not_found', `The operation ${begun.id} is no longer known.`)
      const line = now.steps.filter(({ state }) => state !== 'waiting').map(({ name, state, words }) => `${name}: ${state}${words ? ` (${words})` : ''}`).at(-1) ?? now.words
      if (line !== said) session.out.remark((said = line))
      if (now.endedAt !== null) {
        session.out.result(operationShape(now), () => now.words)
        return now.state === 'done' ? exit.done : exit.failed
      }
      await sleep(every)
    }
  } finally {
    deaf()
  }
}

async function whereOf(session: Session, args: Arguments): Promise<Where> {
  const target = deployTargetKind.safeParse(args.text('target') ?? 'kubernetes')
  if (!target.success) throw new UsageError(`--target: "${args.text('target')}" is neither kubernetes nor compose`)
  const file = args.text('kubeconfig')
  const kubeconfig = file === undefined ? undefined : (await session.sources.register(resolve(file))).ref
  const context = args.text('context')
  return { environment: environmentOf(args), target: target.data, ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) }
}

function environmentOf(args: Arguments): Where['environment'] {
  const parsed = deployEnvironment.safeParse(args.need('environment'))
  if (!parsed.success) throw new UsageError(`--environment: "${args.text('environment')}" is none of ${deployEnvironment.options.join(', ')}`)
  return parsed.data
}

function factsOf(args: Arguments): Omit<ClusterFacts, 'secrets'> {
  const nodes = args.texts('node').map((text, index) => {
    const [cpu, memory] = text.split(',').map(quantity)
    if (!(cpu! > 0) || !(memory! > 0)) throw new UsageError(`--node: "${text}" is no CPU,MEMORY as in 8,32Gi`)
    return { name: `node-${index + 1}`, cpu: cpu!, memory: memory! }
  })
  const storageClasses = args.texts('storage-class').map((text, index) => {
    const [name = '', modes = ''] = text.split('=')
    if (!name || !modes) throw new UsageError(`--storage-class: "${text}" is no NAME=MODES as in standard=ReadWriteOnce`)
    return { name, isDefault: index === 0, modes: modes.split(',') }
  })
  return { nodes: nodes.length > 0 ? nodes : undefined, storageClasses: storageClasses.length > 0 ? storageClasses : undefined }
}

const findingLine = ({ severity, code, object, words, cure }: Finding) => `${severity.padEnd(8)}${code}  ${object}\n        ${words}\n        -> ${cure}`

function planText({ entries, missingRights, findings, words, context, namespace, command }: Plan): string {
  const marks = { create: '+', change: '~', keep: '=', delete: '-' } as const
  const rows = entries
    .filter(({ action, error }) => action !== 'keep' || error !== null)
    .flatMap(({ action, object, changes, words: said, error }) => [`${marks[action]} ${object}  ${error ?? said}`, ...changes.map(({ path, before, after }) => `    ${path}: ${shown(before)} -> ${shown(after)}`)])
  const serious = findings.filter(({ severity }) => severity !== 'info')
  return [`${context} / ${namespace}`, ...rows, ...missingRights.map((right) => `! ${right.words}`), ...serious.map(findingLine), words, command].join('\n')
}

function statusText({ workloads, words, state, command }: StackStatus): string {
  return [...workloads.map(({ object, ready, desired, words: said, autoscaler }) => `${object}  ${ready}/${desired}  ${said}${autoscaler ? `\n    autoscaler ${autoscaler.min}-${autoscaler.max}: ${autoscaler.words}` : ''}`), `${state}: ${words}`, command].join('\n')
}

const shown = (value: unknown) => (value === undefined ? '(none)' : JSON.stringify(value))
