import type { Stack, StackService } from '../../../config/stack.ts'
import { quantity } from '../quantity.ts'
import { inOrder } from './kubernetes.ts'
import { labelsOf } from './objects.ts'
import { imageOf } from './pod.ts'

/** A Compose file as plain data. */
export interface ComposeFile {
  readonly name: string
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly networks: Readonly<Record<string, unknown>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/**
 * The stack as a Compose file, under the same restrictions as in the cluster. Secrets come from the environment or from `.env` beside the
 * file, and Compose refuses to start without them. `context` is the way from the file to the sources, for images that are built.
 */
export function renderCompose(stack: Stack, context = '..'): ComposeFile {
  const order = inOrder(stack)
  const volumes = order.flatMap((id) => stack.services[id]!.volumes.map(({ name }) => [`${id}-${name}`, {}]))
  return {
    name: `${stack.name}-${stack.environment}`,
    services: Object.fromEntries(order.map((id) => [id, composeService(stack, id, context)])),
    networks: { inside: {} },
    volumes: Object.fromEntries(volumes),
  }
}

/** `telltale-database` + `password` -> `TELLTALE_DATABASE_PASSWORD`: the variable that carries a secret's key under Compose. */
export const secretVariable = (secret: string, key: string): string => `${secret}_${key}`.toUpperCase().replaceAll('-', '_')

function composeService(stack: Stack, id: string, context: string): Record<string, unknown> {
  const service = stack.services[id]!
  const { build, command, environment, resources, runAs, scratch, volumes, needs, drain, replicas, composePorts, port, live } = service
  const kept = [...volumes.map(({ name, path }) => `${id}-${name}:${path}`), ...scratch.filter((one) => !isSmall(one)).map(({ path }) => path)]
  return {
    image: imageOf(service),
    ...(build && { build: { context, dockerfile: build.dockerfile } }),
    ...(command && { command: command.map(escaped) }),
    user: `${runAs.user}:${runAs.group}`,
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    restart: 'unless-stopped',
    stop_grace_period: `${drain}s`,
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, typeof value === 'string' ? escaped(value) : asked(secretVariable(value.secret, value.key))])),
    ...(composePorts !== null && { ports: [`${composePorts}:${port}`] }),
    ...(needs.length > 0 && { depends_on: Object.fromEntries(needs.map((other) => [other, { condition: 'service_healthy' }])) }),
    healthcheck: healthOf(live),
    tmpfs: scratch.filter(isSmall).map(({ path, size }) => `${path}:rw,nosuid,nodev,size=${quantity(size)},uid=${runAs.user},gid=${runAs.group},mode=0770`),
    ...(kept.length > 0 && { volumes: kept }),
    networks: ['inside'],
    labels: labelsOf(stack, id),
    deploy: {
      replicas,
      resources: {
        limits: { cpus: String(quantity(resources.limits.cpu)), memory: String(quantity(resources.limits.memory)), pids: 512 },
        reservations: { memory: String(quantity(resources.requests.memory)) },
      },
    },
  }
}

/** Small scratch lies in memory; what is larger is an unnamed volume, which goes with the container. */
const isSmall = ({ size }: { size: string }) => quantity(size) <= 256 * 2 ** 20

/** An HTTP probe is made by the image's own health check, which needs no curl; what the stack says of times counts. */
function healthOf({ exec, delay, every, timeout, failures }: StackService['live']) {
  const times = { interval: `${every}s`, timeout: `${timeout}s`, start_period: `${delay}s`, retries: failures }
  return exec ? { test: ['CMD', ...exec.map(escaped)], ...times } : times
}

/** Compose fills in `$NAME` everywhere; what the container's shell shall see is written `$$NAME`. */
const escaped = (text: string) => text.replaceAll('$', '$$$$')
const asked = (variable: string) => `\${${variable}:?${variable} is not set: see docs/deploy.md}`
