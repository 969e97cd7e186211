import { execa } from 'execa'
import { Fault } from '../../contract/errors.ts'

export interface DockerRun {
  readonly args: readonly string[]
  /** Given on standard input. */
  readonly input?: string
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; the program is ended then. */
  readonly deadline?: number
  /** What it printed on standard error belongs to the answer: a log. */
  readonly both?: boolean
  /** For the Fault's sentence: `list containers`. */
  readonly what: string
}

export type Docker = (run: DockerRun) => Promise<string>

export const callDeadline = 4_500

/**
 * Runs the docker command line, which knows how to reach the engine (contexts, ssh, credentials), and gives what it printed.
 * @throws Fault `not_found` when there is no docker, `unreachable` when its engine is away, `timed_out`, `cancelled`, `bad_input` with what it said.
 */
export function createDocker({ env, context }: { env: Readonly<Record<string, string | undefined>>; context?: string | undefined }): Docker {
  return async ({ args, input, signal, deadline = callDeadline, both = false, what }) => {
    const result = await execa('docker', [...(context === undefined ? [] : ['--context', context]), ...args], {
      env: env as Record<string, string>, // an unset variable is left out
      extendEnv: false,
      reject: false,
      timeout: deadline,
      forceKillAfterDelay: 1_000,
      stripFinalNewline: true,
      all: true,
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      ...(signal && { cancelSignal: signal }),
    })
    if (result.exitCode === 0) return both ? result.all : result.stdout
    if (result.isCanceled) throw new Fault('cancelled', `Cancelled: ${what}.`)
    if (result.timedOut) throw new Fault('timed_out', `Docker did not answer within ${deadline / 1000} s (${what}).`, { milliseconds: deadline })
    if (result.code === 'ENOENT') throw new Fault('not_found', 'There is no docker command on this machine. Install Docker with its Compose plugin.', {})
    const said = result.stderr.trim() || result.stdout.trim() || (result.shortMessage ?? 'it said nothing')
    const [, variable] = /required variable (\w+) is missing/.exec(said) ?? []
    if (variable) throw new Fault('bad_input', `The secret ${variable} is not set. Set it in the environment of this program, or in .env beside the Compose file (docs/deploy.md).`, { variable })
    if (/cannot connect to the docker daemon|connection refused|no such host|error during connect|failed to connect to the docker api/i.test(said)) throw new Fault('unreachable', `The Docker engine cannot be reached (${what}): ${lastLine(said)}`, { what })
    if (/is not a docker command|unknown (docker )?command|unknown shorthand flag: 'f'/i.test(said)) throw new Fault('not_supported', 'This docker has no Compose plugin. Install docker-compose-plugin.', {})
    throw new Fault('bad_input', `Docker refuses to ${what}: ${lastLine(said)}`, { exitCode: result.exitCode ?? null })
  }
}

const lastLine = (text: string) => text.split('\n').filter((line) => line.trim() !== '').slice(-3).join(' ').slice(0, 600)
