/** The stack: what runs, of what image, how large, how guarded. One definition, rendered to Kubernetes and to Compose alike. */
import { load, YAMLException } from 'js-yaml'
import { z } from 'zod'
import { ConfigFault } from './fault.ts'
import { laidOver } from './stackOverlay.ts'

const name = z.string().regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, 'lower-case letters, digits and hyphens')
const quantity = z.string().regex(/^\d+(\.\d+)?(m|Ki|Mi|Gi|Ti)?$/, 'a quantity such as 500m, 2 or 4Gi')
const seconds = z.int().min(0).max(86_400)
const port = z.int().min(1).max(65_535)
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/)

/** An exact tag, or a digest. A tag that moves (`latest`, a bare major) is refused here: what was tested is what runs. */
const image = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9._/-]*(:\d+\/[a-z0-9._/-]+)?$/),
    tag: z.string().regex(/^[\w][\w.-]{0,127}$/),
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/).optional(),
  })
  .refine(({ tag, digest }) => digest !== undefined || /\d+\.\d+/.test(tag), { message: 'name an exact version (at least MAJOR.MINOR) or a digest', path: ['tag'] })

const secretRef = z.strictObject({ secret: name, key: z.string().regex(/^[a-z][a-z0-9-]*$/) })
const value = z.union([z.string(), secretRef])

const probe = z
  .strictObject({
    http: z.strictObject({ path: z.string().startsWith('/'), port }).optional(),
    exec: z.array(z.string()).min(1).optional(),
    delay: seconds.default(0),
    every: seconds.min(1),
    timeout: seconds.min(1),
    failures: z.int().min(1).default(3),
  })
  .refine(({ http, exec }) => (http === undefined) !== (exec === undefined), { message: 'either http or exec' })

const volume = z.strictObject({ name, path: z.string().startsWith('/'), size: quantity, mode: z.enum(['ReadWriteOnce', 'ReadWriteMany']), class: z.string().optional() })

const scaling = z.strictObject({ stabilise: seconds, percent: z.int().min(1), period: seconds.min(1) })
const autoscale = z
  .strictObject({ min: z.int().min(1), max: z.int().min(1), cpu: z.int().min(1).max(100), memory: z.int().min(1).max(100).optional(), up: scaling, down: scaling })
  .refine(({ min, max }) => min <= max, { message: 'min must not exceed max', path: ['min'] })

const service = z
  .strictObject({
    kind: z.enum(['deployment', 'statefulset']),
    about: z.string(),
    image,
    build: z.strictObject({ dockerfile: z.string() }).optional(),
    command: z.array(z.string()).optional(),
    port,
    replicas: z.int().min(1),
    rollout: z.union([z.literal('recreate'), z.strictObject({ maxSurge: z.int().min(0), maxUnavailable: z.int().min(0) })]).optional(),
    deadline: seconds.default(600).describe('a rollout that makes no progress for so long has failed'),
    drain: seconds.default(30).describe('time between SIGTERM and SIGKILL'),
    resources: z.strictObject({ requests: z.strictObject({ cpu: quantity, memory: quantity }), limits: z.strictObject({ cpu: quantity, memory: quantity }) }),
    runAs: z.strictObject({ user: z.int().min(1), group: z.int().min(1) }),
    environment: z.record(variable, value).default({}),
    live: probe,
    ready: probe,
    scratch: z.array(z.strictObject({ name, path: z.string().startsWith('/'), size: quantity })).default([]).describe('writable, lost with the pod'),
    volumes: z.array(volume).default([]).describe('kept'),
    autoscale: autoscale.nullable().default(null),
    spare: z.strictObject({ minAvailable: z.int().min(0) }).nullable().default(null).describe('disruption budget'),
    needs: z.array(name).default([]).describe('services it talks to; they are ready before it starts'),
    publish: z
      .strictObject({ host: z.string(), class: z.string(), tlsSecret: name, issuer: z.string().optional(), bodyLimit: z.string(), from: name.describe('namespace of the ingress controller') })
      .nullable()
      .default(null),
    composePorts: z.string().regex(/^(127\.0\.0\.1:)?\d+(-\d+)?$/).nullable().default(null).describe('host ports under Compose; a range lets it be scaled'),
  })
  .superRefine((one, context) => {
    const { autoscale: scale, rollout, volumes, replicas, spare } = one
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (typeof rollout === 'object' && rollout.maxSurge === 0 && rollout.maxUnavailable === 0) say('rollout', 'maxSurge and maxUnavailable cannot both be 0: no pod could ever be replaced')
    if (one.kind === 'deployment' && rollout === undefined) say('rollout', 'a deployment says how it is rolled out')
    if (one.kind === 'statefulset' && rollout !== undefined) say('rollout', 'a stateful set replaces its pods one by one; leave rollout out')
    if (one.kind === 'deployment' && rollout !== 'recreate' && volumes.some(({ mode }) => mode === 'ReadWriteOnce')) say('rollout', 'a ReadWriteOnce volume cannot be shared by the old and the new pod: use recreate')
    const uri = one.environment['DATABASE_URI']
    if (typeof uri === 'string' && uri.startsWith('sqlite:') && (replicas > 1 || (scale && scale.max > 1) || rollout !== 'recreate'))
      say('environment.DATABASE_URI', 'a project file has one server: 1 replica, no autoscaler, rollout recreate; or a database that several servers may share')
    if (scale && (replicas < scale.min || replicas > scale.max)) say('replicas', `must lie within the autoscaler's ${scale.min} to ${scale.max}`)
    if (spare && spare.minAvailable >= (scale?.min ?? replicas)) say('spare', 'minAvailable must be below the number of replicas, else no node can ever be drained')
  })
export type StackService = z.infer<typeof service>

const whole = z.strictObject({ namespace: name, services: z.record(name, service) })

const secret = z.strictObject({ about: z.string(), keys: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.string()) })

export const environmentName = z.enum(['development', 'staging', 'production'])
export type EnvironmentName = z.infer<typeof environmentName>

const document = z.strictObject({
  name,
  secrets: z.record(name, secret),
  services: z.record(name, z.record(z.string(), z.unknown())),
  environments: z.record(environmentName, z.strictObject({ namespace: name, about: z.string(), services: z.record(name, z.record(z.string(), z.unknown()).nullable()) })),
})

/** The stack as it stands in one environment: base services with that environment's values laid over them. */
export interface Stack {
  readonly name: string
  readonly environment: EnvironmentName
  readonly about: string
  readonly namespace: string
  readonly services: Readonly<Record<string, StackService>>
  readonly secrets: Readonly<Record<string, z.infer<typeof secret>>>
}

/**
 * Reads `stack.yaml`: the stack of every environment, checked.
 * An environment names the services it runs; what it says of one is laid over the base (objects are merged, lists and values replaced, null takes away).
 * @throws ConfigFault `bad_input` naming file, path and what is wrong.
 */
export function readStack(source: string, file = 'stack.yaml'): Readonly<Record<EnvironmentName, Stack>> {
  let raw: unknown
  try {
    raw = load(source, { filename: file })
  } catch (error) {
    const line = error instanceof YAMLException && error.mark ? error.mark.line + 1 : null
    throw new ConfigFault(`${file}${line === null ? '' : `:${line}`} is not valid YAML: ${error instanceof YAMLException ? error.reason : String(error)}.`, { file, line })
  }
  const parsed = checked(document, raw, file, '')
  const stackOf = (environment: EnvironmentName): Stack => {
    const { namespace, about, services } = parsed.environments[environment]
    const merged = Object.entries(services).map(([id, over]) => {
      const base = parsed.services[id]
      if (!base) throw new ConfigFault(`${file}: environments.${environment}.services.${id}: there is no service of that name.`, { file, service: id })
      return [id, over === null ? base : laidOver(base, over)] as const
    })
    const settled = checked(whole, { namespace, services: Object.fromEntries(merged) }, file, `environments.${environment}.`)
    checkReferences(settled.services, parsed.secrets, environment, file)
    return { name: parsed.name, environment, about, secrets: parsed.secrets, ...settled }
  }
  return { development: stackOf('development'), staging: stackOf('staging'), production: stackOf('production') }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string, prefix: string): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const words = result.error.issues.map(({ path, message }) => `${prefix}${path.map(String).join('.') || '(the whole file)'}: ${message}`)
  throw new ConfigFault(`${file}: ${words.join('; ')}.`, { file, faults: words })
}

function checkReferences(services: Record<string, StackService>, secrets: Stack['secrets'], environment: string, file: string) {
  for (const [id, { needs, environment: variables }] of Object.entries(services)) {
    const where = `${file}: environments.${environment}.services.${id}`
    for (const other of needs) if (!services[other]) throw new ConfigFault(`${where}: needs ${other}, which does not run there.`, { file, service: id, needs: other })
    for (const [key, given] of Object.entries(variables)) {
      if (typeof given === 'string') continue
      if (!secrets[given.secret]?.keys[given.key]) throw new ConfigFault(`${where}.environment.${key}: no secret ${given.secret} with a key ${given.key} is named under "secrets".`, { file, service: id, secret: given.secret, key: given.key })
    }
  }
}
