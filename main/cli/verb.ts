import type { RouterClient } from '@orpc/server'
import type { Core } from '../core/index.ts'
import type { Sources } from '../core/ports.ts'
import type { Store } from '../storage/ports.ts'

/** Exit codes, as documented in docs/cli.md; `interrupted` as a shell says it: 128 and the number of SIGINT. */
export const exit = { done: 0, failed: 1, usage: 2, rejects: 3, interrupted: 130 } as const

/** What a verb works with: the same core that the window talks to, called in-process. */
export interface Session {
  readonly home: string
  readonly core: Core
  readonly client: RouterClient<Core['router']>
  readonly store: Store
  readonly sources: Sources
  readonly out: Output
}

export interface Output {
  readonly json: boolean
  /** The result: one JSON document with `--json`, else the lines given by `words`. */
  result(value: unknown, words: () => string): void
  /** Raw text for pipes (CSV). Resolves when the reader has taken it. */
  write(text: string): Promise<void>
  /** Progress and remarks, on stderr. */
  remark(text: string): void
}

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly value?: string
  readonly about: string
}

export interface Arguments {
  readonly positionals: readonly string[]
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  flag(name: string): boolean
  /** @throws UsageError when it is no number in the range. */
  number(name: string, range: { min: number; max: number }): number | undefined
  /** @throws UsageError when the option is missing. */
  need(name: string): string
}

/** Where the project lies, for what needs it closed. */
export interface Place {
  readonly home: string
  /** The project's file, there or not. @throws Fault `not_supported` where the project lives in PostgreSQL. */
  readonly file: string
  readonly out: Output
}

interface Described {
  readonly name: string
  readonly usage: string
  readonly about: string
  readonly options: Readonly<Record<string, OptionSpec>>
}

/** One row of the table in `verbs.ts`. */
export interface SessionVerb extends Described {
  run(session: Session, args: Arguments): Promise<number>
}

/** One that replaces or makes the project's file: nothing has it open meanwhile. */
export interface ClosedVerb extends Described {
  runClosed(place: Place, args: Arguments): Promise<number>
}

export type Verb = SessionVerb | ClosedVerb

/** Wrong use of the command line: exit code 2, with the verb's usage. */
export class UsageError extends Error {}

/** `1 event`, `2 events`. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

/** @throws UsageError when the text is no ISO 8601 time. A time without an offset is UTC. */
export function parseTime(text: string, what: string): number {
  const withZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : `${text.replace(' ', 'T')}Z`
  const time = Date.parse(withZone)
  if (Number.isNaN(time)) throw new UsageError(`${what}: "${text}" is no ISO 8601 time, e.g. 2026-03-01T08:00:00Z`)
  return time
}
