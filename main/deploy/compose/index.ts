import { setTimeout as sleep } from 'node:timers/promises'
import type { EnvironmentName } from '../../../config/stack.ts'
import type { ContextInfo, FieldChange, Reach, Revision, StackStatus, StepProgress } from '../../contract/deployments.ts'
import { Fault, faultData } from '../../contract/errors.ts'
import type { Address, DeployTarget, Done, Rendered } from '../port.ts'
import { fieldChanges } from '../diff.ts'
import { createDocker, type Docker } from './docker.ts'
import { createHistory } from './history.ts'
import { planProject } from './plan.ts'
import { composeArgs, containersOf, projectFile, resolved, serviceOf, type ProjectFile, type ServiceFile } from './project.ts'
import { composeStatus } from './status.ts'

export interface ComposeOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where what ran before is kept, so that it can be gone back to. */
  readonly folder: string
  readonly clock?: (() => number) | undefined
  /** Milliseconds a service may take until its health check passes. */
  readonly readyWithin?: number | undefined
  /** Milliseconds between two looks. */
  readonly every?: number | undefined
}

/** The stack on one machine, by the `docker compose` command. */
export function createComposeTarget({ env, folder, clock = Date.now, readyWithin = 300_000, every = 1_000 }: ComposeOptions): DeployTarget {
  const history = createHistory(folder)
  const dockerOf = ({ context }: Address) => createDocker({ env, context })
  const closing = new AbortController()
  const ending = (signal?: AbortSignal) => (signal ? AbortSignal.any([signal, closing.signal]) : closing.signal)
  const line = ({ context }: Address, rendered: Rendered, ...words: readonly string[]) =>
    ['docker', ...(context === undefined ? [] : ['--context', context]), 'compose', '-f', composeFileOf(rendered.stack.environment), ...words].join(' ')

  const statusOf = (docker: Docker, address: Address, rendered: Rendered, file: ProjectFile, signal?: AbortSignal) => composeStatus(docker, file, clock, line(address, rendered, 'ps', '--all'), ending(signal))

  /** Brings one service up and waits for its health check. What it needs is up before it; `--no-deps` would make it another service to Compose. */
  const up = (docker: Docker, file: ProjectFile, service: string, more: readonly string[], signal: AbortSignal) =>
    docker({
      args: [...composeArgs(file), 'up', '--detach', '--wait', '--wait-timeout', String(Math.ceil(readyWithin / 1000)), '--no-build', '--quiet-pull', ...more, service],
      input: JSON.stringify(file), deadline: readyWithin + 10_000, signal, what: `bring ${service} up`,
    })

  async function pastOf(rendered: Rendered, workload: string): Promise<{ revision: number; at: number; service: ServiceFile }[]> {
    const file = projectFile(rendered)
    if (!file.services[workload]) throw unknown(rendered, workload)
    const past = (await history.list(file.name)).flatMap(({ revision, at, file: kept }) => (kept.services[workload] ? [{ revision, at, service: kept.services[workload] }] : []))
    // A file that only changed other services is no revision of this one.
    return past.filter(({ service }, index) => JSON.stringify(service) !== JSON.stringify(past[index + 1]?.service))
  }

  return {
    kind: 'compose',
    async contexts() {
      const text = await dockerOf({})({ args: ['context', 'ls', '--format', 'json'], what: 'list contexts' })
      return text.split('\n').filter(Boolean).map((one): ContextInfo => {
        const { Name, DockerEndpoint, Current } = JSON.parse(one) as { Name: string; DockerEndpoint: string; Current: boolean }
        return { name: Name, cluster: Name, server: DockerEndpoint, user: '', namespace: '', current: Current }
      })
    },

    async reach(address) {
      const began = clock()
      const answer = (state: Reach['state'], words: string, version = ''): Reach => ({ state, words, version, milliseconds: clock() - began, command: ['docker', ...(address.context === undefined ? [] : ['--context', address.context]), 'version'].join(' ') })
      try {
        const docker = dockerOf(address)
        const [server, compose] = await Promise.all([
          docker({ args: ['version', '--format', '{{.Server.Version}}'], what: 'ask for the version' }),
          docker({ args: ['compose', 'version', '--short'], what: 'ask for the version of Compose' }),
        ])
        return answer('reachable', `Docker ${server} with Compose ${compose} answers.`, server)
      } catch (error) {
        const { code, message } = faultData(error)
        return answer(code === 'not_found' || code === 'not_supported' || /context .* not found/i.test(message) ? 'not_configured' : 'unreachable', message)
      }
    },

    plan: (address, rendered, signal) => planProject(dockerOf(address), address.context ?? 'default', rendered, clock, line(address, rendered, 'up', '--dry-run'), ending(signal)),

    async apply(address, rendered, { signal, report }) {
      const docker = dockerOf(address)
      const file = projectFile(rendered)
      const names = Object.keys(file.services)
      const stop = ending(signal)
      const steps: StepProgress[] = [...names, 'removal'].map((name) => ({ name, state: 'waiting', words: '', objects: [], command: name === 'removal' ? line(address, rendered, 'up', '--detach', '--remove-orphans') : line(address, rendered, 'up', '--detach', '--wait', name) }))
      let seen: StackStatus | null = null
      const tell = (index: number, change: Partial<StepProgress>) => {
        steps[index] = { ...steps[index]!, ...change }
        report([...steps], seen)
      }
      for (const [index, name] of steps.map((step) => step.name).entries()) {
        try {
          if (stop.aborted) throw new Fault('cancelled', `Stopped at ${name}: nothing more is done. What was brought up before stays.`, { step: name })
          tell(index, { state: 'applying' })
          if (index === 0) {
            await resolved(docker, file, stop) // a secret that is not set: nothing was begun
            // Before anything is touched: what a failed apply leaves behind is what one wants to go back from.
            await history.add(file.name, file, clock())
          }
          if (name === 'removal') {
            const gone = (await containersOf(docker, file.name, stop)).filter((one) => !file.services[serviceOf(one)])
            for (const { Id, Name } of gone) {
              await docker({ args: ['rm', '--force', Id], what: `take ${Name} away`, signal: stop, deadline: 60_000 })
              tell(index, { objects: [...steps[index]!.objects, { object: `Container${Name}`, words: 'Taken away; its volumes stay.' }] })
            }
          } else {
            tell(index, { state: 'settling', words: 'Waiting until its health check passes.' })
            await whileLooking(up(docker, file, name, [], stop), async () => {
              seen = await statusOf(docker, address, rendered, file, signal)
              tell(index, { words: seen.workloads.find(({ object }) => object === `compose/${name}`)?.words ?? '' })
            }, every)
            seen = await statusOf(docker, address, rendered, file, signal)
          }
          tell(index, { state: 'done', words: '' })
        } catch (error) {
          for (let later = index + 1; later < steps.length; later++) steps[later] = { ...steps[later]!, state: 'skipped' }
          const fault = await explained(error, () => statusOf(docker, address, rendered, file), `compose/${name}`)
          tell(index, { state: 'failed', words: fault.message })
          throw fault
        }
      }
      return { words: names.length === 1 ? 'The service is as the stack says, and ready.' : `${names.length} services are as the stack says, and ready.`, command: line(address, rendered, 'up', '--detach', '--wait', '--remove-orphans') }
    },

    status: (address, rendered, signal) => statusOf(dockerOf(address), address, rendered, projectFile(rendered), signal),

    async scale(address, rendered, { workload, replicas }, signal) {
      const file = projectFile(rendered)
      const service = rendered.stack.services[workload]
      if (!service) throw unknown(rendered, workload)
      if (replicas > 1 && service.volumes.length > 0) throw new Fault('conflict', `${workload} keeps data in one volume, which only one container may use.`, { workload })
      const ports = /:(\d+)-(\d+)$/.exec(`:${service.composePorts ?? ''}`)
      const most = service.composePorts === null ? Infinity : ports ? Number(ports[2]) - Number(ports[1]) + 1 : 1
      if (replicas > most) throw new Fault('conflict', `${workload} has ${most} port${most > 1 ? 's' : ''} on this machine: no more than ${most} containers can be reached.`, { workload, most })
      await up(dockerOf(address), file, workload, ['--no-recreate', '--scale', `${workload}=${replicas}`], ending(signal))
      return { words: `${workload} runs ${replicas} times.`, command: line(address, rendered, 'up', '--detach', '--no-recreate', '--scale', `${workload}=${replicas}`, workload) }
    },

    async revisions(_address, rendered, workload) {
      const past = await pastOf(rendered, workload)
      return past.map(({ revision, at, service }, index): Revision => ({ revision, current: index === 0, createdAt: at, images: [String(service['image'])], words: `${index === 0 ? 'Applied last' : 'Applied before'}: ${String(service['image'])}.` }))
    },

    async undo(address, rendered, { workload, revision, preview }, signal): Promise<Done & { revision: number; changes: FieldChange[] }> {
      const past = await pastOf(rendered, workload)
      const wanted = revision === undefined ? past[1] : past.find((one) => one.revision === revision)
      if (!wanted || !past[0]) throw new Fault('not_found', revision === undefined ? `Nothing is remembered of ${workload} before the current.` : `${workload} has no revision ${revision}. Remembered are: ${past.map((one) => one.revision).join(', ') || 'none'}.`, { workload, revision: revision ?? null })
      const file = projectFile(rendered)
      const [newest] = await history.list(file.name)
      const back: ProjectFile = { ...(newest?.file ?? file), services: { ...(newest?.file ?? file).services, [workload]: wanted.service } }
      if (!preview) {
        await up(dockerOf(address), back, workload, [], ending(signal))
        await history.add(file.name, back, clock())
      }
      return { revision: wanted.revision, changes: fieldChanges(past[0].service, wanted.service), words: `${workload} goes back to revision ${wanted.revision}; its data stays as it is.`, command: line(address, rendered, 'up', '--detach', '--wait', workload) }
    },

    async close() {
      closing.abort()
    },
  }

  /** Looks at the state now and then while something long goes on; a look that fails does not matter. */
  async function whileLooking(work: Promise<unknown>, look: () => Promise<void>, milliseconds: number): Promise<void> {
    const done = new AbortController()
    const ended = work.finally(() => done.abort())
    ended.catch(() => undefined) // awaited below; the loop must not leave it unhandled meanwhile
    while (!done.signal.aborted) {
      await sleep(milliseconds, undefined, { signal: done.signal }).catch(() => undefined)
      if (!done.signal.aborted) await look().catch(() => undefined)
    }
    await ended
  }
}

const unknown = ({ stack }: Rendered, workload: string) => new Fault('not_found', `The stack has no service ${workload} in ${stack.environment}. It has: ${Object.keys(stack.services).join(', ')}.`, { workload })
/** The rendered project of an environment, from the root of the repository. */
export const composeFileOf = (environment: EnvironmentName): string => ({ production: 'docker/docker-compose.yml', staging: 'docker/docker-compose.staging.yml', development: 'docker/docker-compose.dev.yml' })[environment]

/** Compose only says that a container is unhealthy; the container says why. */
async function explained(error: unknown, look: () => Promise<StackStatus>, object: string): Promise<Fault> {
  const fault = error instanceof Fault ? error : new Fault('internal', String(error))
  if (fault.code !== 'bad_input' && fault.code !== 'timed_out') return fault
  const status = await look().catch(() => null)
  const why = status?.workloads.find((one) => one.object === object && one.state === 'failing')
  return why ? new Fault('timed_out', `${object} does not become ready. ${why.words} ${status?.events.findLast(({ kind }) => kind === 'log')?.words ?? ''}`.trim(), { object }) : fault
}
