import type { PodStatus, StackStatus, TimelineEvent, WorkloadStatus } from '../../contract/deployments.ts'
import type { Docker } from './docker.ts'
import { containersOf, hashOf, replicasOf, serviceOf, type Container, type ProjectFile } from './project.ts'

const logLines = 5

/** One picture of the project: services with their containers, and the last words of what fails. */
export async function composeStatus(docker: Docker, file: ProjectFile, clock: () => number, command: string, signal?: AbortSignal): Promise<StackStatus> {
  const containers = await containersOf(docker, file.name, signal)
  const workloads = Object.entries(file.services).map(([name, service]) => serviceStatus(name, replicasOf(service), containers.filter((one) => serviceOf(one) === name)))
  const state = (['failing', 'progressing', 'absent'] as const).find((one) => workloads.some((workload) => workload.state === one)) ?? 'ready'
  const failing = containers.filter((one) => containerStatus(one).state === 'failing')
  const logs = await Promise.all(failing.slice(0, 3).map((one) => lastWords(docker, one, clock(), signal)))
  return {
    at: clock(),
    stale: false,
    state: state === 'absent' && workloads.some((one) => one.state !== 'absent') ? 'progressing' : state,
    words: workloads.filter((one) => one.state === (state === 'ready' ? 'failing' : state)).map(({ object, words }) => `${object}: ${words}`).join(' ') || 'All services are ready.',
    workloads,
    events: [...containers.map(started), ...logs.flat()].toSorted((a, b) => a.at - b.at),
    command,
  }
}

function serviceStatus(name: string, desired: number, containers: readonly Container[]): WorkloadStatus {
  const object = `compose/${name}`
  const pods = containers.map(containerStatus)
  const base = {
    object,
    desired: containers.length === 0 ? 0 : Math.max(desired, containers.length),
    updated: containers.length,
    ready: pods.filter(({ ready }) => ready).length,
    revision: containers[0] ? hashOf(containers[0]).slice(0, 12) : '',
    images: [...new Set(containers.map(({ Config }) => Config.Image))],
    pods,
    autoscaler: null,
  }
  if (containers.length === 0) return { ...base, state: 'absent', words: 'Not there.' }
  const broken = pods.find(({ state }) => state === 'failing')
  if (broken) return { ...base, state: 'failing', words: `${broken.name}: ${broken.words}` }
  if (base.ready < containers.length) return { ...base, state: 'progressing', words: `${base.ready} of ${containers.length} ready.` }
  return { ...base, desired: containers.length, state: 'ready', words: `${base.ready} of ${containers.length} ready.` }
}

function containerStatus({ Name, State, Config, RestartCount }: Container): PodStatus {
  const base = { name: Name.replace(/^\//, ''), image: Config.Image, restarts: RestartCount }
  const judged = (state: PodStatus['state'], words: string): PodStatus => ({ ...base, state, words, ready: state === 'ready' })
  const ending = State.OOMKilled ? 'killed because it used more memory than its limit' : `with exit code ${State.ExitCode}`
  if (State.Status === 'restarting') return judged('failing', `Starts and ends again, ${ending}; ${RestartCount} restarts. Its last log tells why.`)
  if (State.Status === 'exited' || State.Status === 'dead') return judged('failing', `Ended, ${ending}.`)
  if (State.Status !== 'running') return judged('starting', `Is ${State.Status}.`)
  if (State.Health?.Status === 'unhealthy') return judged('failing', `Runs, but its health check fails: ${State.Health.Log?.at(-1)?.Output.trim().slice(0, 200) || 'it printed nothing'}.`)
  if (State.Health?.Status === 'starting' && RestartCount > 0) return judged('failing', `Was started again ${RestartCount} time${RestartCount > 1 ? 's' : ''} and is not healthy yet. Its last log tells why.`)
  if (State.Health?.Status === 'starting') return judged('starting', 'Runs; its health check has not passed yet.')
  return judged('ready', 'Ready.')
}

function started({ Name, State, Config }: Container): TimelineEvent {
  return { at: Date.parse(State.StartedAt) || 0, object: `Container${Name}`, kind: 'normal', reason: 'Started', words: `Started ${Config.Image}.`, count: 1 }
}

async function lastWords(docker: Docker, { Id, Name }: Container, now: number, signal?: AbortSignal): Promise<TimelineEvent[]> {
  const text = await docker({ args: ['logs', '--tail', String(logLines), Id], both: true, what: 'read a log', signal }).catch(() => '')
  return text === '' ? [] : [{ at: now, object: `Container${Name}`, kind: 'log', reason: 'last lines', words: text, count: 1 }]
}
