import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, epochMs, sourceRef } from './common.ts'
import { errorCodes, type ErrorCode } from './errors.ts'

export const deployEnvironment = z.enum(['development', 'staging', 'production'])
export const deployTargetKind = z.enum(['kubernetes', 'compose'])
export type DeployTargetKind = z.infer<typeof deployTargetKind>

export const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  object: z.string().describe('`Deployment/dashboard`, `compose/redis`, a file, or `stack`'),
  words: z.string(),
  cure: z.string(),
})
export type Finding = z.infer<typeof finding>

export const environmentInfo = z.object({
  name: deployEnvironment,
  about: z.string(),
  namespace: z.string(),
  files: z.object({ kubernetes: z.string(), compose: z.string() }).describe('where the rendered stack lies in the repository'),
  services: z.array(z.object({ name: z.string(), about: z.string(), kind: z.enum(['deployment', 'statefulset']), image: z.string(), replicas: z.int(), most: z.int().describe('with its autoscaler at the maximum') })),
})
export type EnvironmentInfo = z.infer<typeof environmentInfo>

/** One object of the stack as it would be applied. Under Compose, a service. */
export const renderedObject = z.object({ object: z.string(), step: z.string(), yaml: z.string() })
export type RenderedObject = z.infer<typeof renderedObject>

/** What is deployed, and where to. Without `kubeconfig` that of this machine counts; without `context` its current one. */
export const where = z.object({
  environment: deployEnvironment,
  target: deployTargetKind.default('kubernetes'),
  kubeconfig: sourceRef.optional(),
  context: z.string().max(300).optional(),
})
export type Where = z.infer<typeof where>

/** What is known of a cluster, for a rehearsal without one. */
export const clusterFacts = z.object({
  nodes: z.array(z.object({ name: z.string(), cpu: z.number().min(0).describe('cores'), memory: z.number().min(0).describe('bytes') })).optional(),
  storageClasses: z.array(z.object({ name: z.string(), isDefault: z.boolean(), modes: z.array(z.string()) })).optional(),
  secrets: z.array(z.string()).optional(),
})

export const contextInfo = z.object({
  name: z.string(),
  cluster: z.string(),
  server: z.string(),
  user: z.string(),
  namespace: z.string(),
  current: z.boolean(),
})
export type ContextInfo = z.infer<typeof contextInfo>

/** Always an answer within 5 seconds, whatever the other side does. */
export const reach = z.object({
  state: z.enum(['reachable', 'unreachable', 'unauthorised', 'not_configured']),
  words: z.string(),
  version: z.string(),
  milliseconds: z.number(),
  command: z.string(),
})
export type Reach = z.infer<typeof reach>

export const fieldChange = z.object({
  path: z.string().describe('`spec.template.spec.containers[dashboard].image`'),
  before: z.unknown().describe('absent: added'),
  after: z.unknown().describe('absent: removed'),
})
export type FieldChange = z.infer<typeof fieldChange>

export const planEntry = z.object({
  object: z.string(),
  step: z.string(),
  action: z.enum(['create', 'change', 'keep', 'delete']),
  changes: z.array(fieldChange),
  /** Fields that somebody else set too, and would be taken over. */
  conflicts: z.array(z.object({ manager: z.string(), field: z.string() })),
  words: z.string(),
  /** Why the server refuses it; null when it would take it. */
  error: z.string().nullable(),
})
export type PlanEntry = z.infer<typeof planEntry>

export const right = z.object({ verb: z.string(), resource: z.string(), group: z.string(), namespace: z.string(), words: z.string() })
export type Right = z.infer<typeof right>

export const plan = z.object({
  at: epochMs,
  environment: deployEnvironment,
  target: deployTargetKind,
  context: z.string(),
  namespace: z.string(),
  user: z.string(),
  entries: z.array(planEntry),
  /** What the rehearsal finds, with the facts of this very cluster. */
  findings: z.array(finding),
  /** Rights that applying needs and that are not given. */
  missingRights: z.array(right),
  counts: z.object({ create: z.int(), change: z.int(), keep: z.int(), delete: z.int() }),
  /** False when something would be refused: a right, a schema, a conflict. */
  applicable: z.boolean(),
  words: z.string(),
  command: z.string(),
})
export type Plan = z.infer<typeof plan>

export const podStatus = z.object({ name: z.string(), ready: z.boolean(), state: z.enum(['ready', 'starting', 'failing', 'stopping']), words: z.string(), image: z.string(), restarts: z.int() })
export type PodStatus = z.infer<typeof podStatus>

export const autoscalerStatus = z.object({
  min: z.int(),
  max: z.int(),
  current: z.int(),
  desired: z.int(),
  metrics: z.array(z.object({ name: z.string(), current: z.number().nullable().describe('percent of the request'), target: z.number() })),
  words: z.string().describe('what it does, and why it does not scale'),
})
export type AutoscalerStatus = z.infer<typeof autoscalerStatus>

export const workloadStatus = z.object({
  object: z.string(),
  desired: z.int(),
  updated: z.int(),
  ready: z.int(),
  state: z.enum(['ready', 'progressing', 'failing', 'absent']),
  words: z.string(),
  revision: z.string(),
  images: z.array(z.string()),
  pods: z.array(podStatus),
  autoscaler: autoscalerStatus.nullable(),
})
export type WorkloadStatus = z.infer<typeof workloadStatus>

export const timelineEvent = z.object({ at: epochMs, object: z.string(), kind: z.enum(['normal', 'warning', 'log']), reason: z.string(), words: z.string(), count: z.int() })
export type TimelineEvent = z.infer<typeof timelineEvent>

/** A full picture of what runs. When the cluster does not answer, the last picture with `stale` and the reason. */
export const stackStatus = z.object({
  at: epochMs,
  stale: z.boolean(),
  words: z.string(),
  state: z.enum(['ready', 'progressing', 'failing', 'absent']),
  workloads: z.array(workloadStatus),
  /** Newest last, at most 200. */
  events: z.array(timelineEvent),
  command: z.string(),
})
export type StackStatus = z.infer<typeof stackStatus>

export const stepProgress = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'applying', 'settling', 'done', 'failed', 'skipped']),
  words: z.string(),
  objects: z.array(z.object({ object: z.string(), words: z.string() })),
  command: z.string(),
})
export type StepProgress = z.infer<typeof stepProgress>

/** A full picture of a change to a target: a late listener needs no history. `seq` rises with every change. */
export const operation = z.object({
  id: z.string(),
  seq: z.int(),
  kind: z.enum(['apply', 'scale', 'undo']),
  title: z.string(),
  environment: deployEnvironment,
  target: deployTargetKind,
  context: z.string(),
  /** `interrupted`: the program that did it died under way. */
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted']),
  /** Until then nothing has been sent, and cancelling undoes everything. */
  startsAt: epochMs,
  createdAt: epochMs,
  endedAt: epochMs.nullable(),
  steps: z.array(stepProgress),
  status: stackStatus.nullable(),
  words: z.string(),
  error: z.object({ code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]), message: z.string() }).nullable(),
})
export type Operation = z.infer<typeof operation>

export const revision = z.object({ revision: z.int(), current: z.boolean(), createdAt: epochMs, images: z.array(z.string()), words: z.string() })
export type Revision = z.infer<typeof revision>

const workload = z.string().min(1).max(100).describe('`dashboard`')
const grace = z.int().min(0).max(60_000).default(5_000).describe('milliseconds before anything is sent, in which cancelling costs nothing')

export const deployments = {
  environments: call.route({ method: 'GET', path: '/deployments/environments', summary: 'What can be deployed' }).output(z.array(environmentInfo)),
  objects: call
    .route({ method: 'GET', path: '/deployments/{environment}/objects', summary: 'The stack of an environment as objects of a target' })
    .input(where.pick({ environment: true, target: true }))
    .output(z.array(renderedObject)),
  rehearse: call
    .route({ method: 'POST', path: '/deployments/{environment}/rehearse', summary: 'Findings without a cluster, the gravest first' })
    .input(where.pick({ environment: true }).extend({ cluster: clusterFacts.default({}) }))
    .output(z.array(finding)),
  contexts: call
    .route({ method: 'GET', path: '/deployments/contexts', summary: 'Clusters (or Docker engines) that can be named' })
    .input(where.pick({ target: true, kubeconfig: true }))
    .output(z.array(contextInfo)),
  reach: call.route({ method: 'POST', path: '/deployments/reach', summary: 'Whether the target answers, within 5 seconds' }).input(where).output(reach),
  plan: call.route({ method: 'POST', path: '/deployments/plan', summary: 'What applying would change, field by field, by server-side dry run' }).input(where).output(plan),
  status: call.route({ method: 'POST', path: '/deployments/status', summary: 'What runs now' }).input(where).output(stackStatus),
  watch: call.route({ method: 'GET', path: '/deployments/watch', summary: 'Stream of pictures of what runs' }).input(where).output(eventIterator(stackStatus)),
  apply: call
    .route({ method: 'POST', path: '/deployments/apply', summary: 'Apply the stack step by step, each gated by readiness' })
    .input(where.extend({ grace }))
    .output(operation),
  scale: call
    .route({ method: 'POST', path: '/deployments/scale', summary: 'Change the number of replicas' })
    .input(where.extend({ workload, replicas: z.int().min(0).max(1000), grace }))
    .output(operation),
  revisions: call
    .route({ method: 'POST', path: '/deployments/revisions', summary: 'Revisions that a workload can go back to, newest first' })
    .input(where.extend({ workload }))
    .output(z.array(revision)),
  previewUndo: call
    .route({ method: 'POST', path: '/deployments/undo/preview', summary: 'What going back to a revision would change' })
    .input(where.extend({ workload, revision: z.int().min(1).optional() }))
    .output(z.object({ revision: z.int(), changes: z.array(fieldChange), command: z.string() })),
  undo: call
    .route({ method: 'POST', path: '/deployments/undo', summary: 'Go back to a revision; without one, to that before the current' })
    .input(where.extend({ workload, revision: z.int().min(1).optional(), grace }))
    .output(operation),
  operations: call.route({ method: 'GET', path: '/deployments/operations', summary: 'Changes made by this process, newest first' }).output(z.array(operation)),
  cancel: call.route({ method: 'POST', path: '/deployments/operations/{id}/cancel', summary: 'Stop a change: nothing more is sent' }).input(z.object({ id: z.string() })).output(operation),
  /** Pictures of every change; begins with those that have not ended. */
  watchOperations: call.route({ method: 'GET', path: '/deployments/operations/watch', summary: 'Stream of pictures of changes' }).output(eventIterator(operation)),
}
