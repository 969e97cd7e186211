/** The server's side of every transport: what was thrown becomes an error of the closed list, and nothing else gets out. */
import { mapEventIterator } from '@orpc/client'
import { Fault } from '../contract/errors.ts'
import { faultOf, rpcErrorOf } from '../contract/rpcErrors.ts'

export interface CallReport {
  /** `noun.verb`. */
  readonly call: string
  readonly fault: Fault
  /** Names the log entry to the caller; null where the fault speaks for itself. */
  readonly reference: string | null
}

export interface FaultOptions {
  /** Told of each failed call, with the original error as `fault.cause` where there is one. */
  report(report: CallReport): void
  newReference(): string
}

interface CallOptions {
  readonly path: readonly string[]
  next(): Promise<unknown>
}
interface HandlingOptions<Result extends { matched: boolean }> {
  readonly request: { readonly url: URL }
  next(): Promise<Result>
}

/** Options for any oRPC handler: errors of calls and of streams become ours; a defect keeps its words and its stack in the log. */
export function faultInterceptors({ report, newReference }: FaultOptions) {
  function translate(error: unknown, path: readonly string[]) {
    const call = path.join('.')
    const fault = faultOf(error)
    // A Fault(internal) was worded on purpose; any other defect could carry paths, queries or secrets in its message.
    if (fault.code !== 'internal' || error instanceof Fault) {
      report({ call, fault, reference: null })
      return rpcErrorOf(fault)
    }
    const reference = newReference()
    report({ call, fault, reference })
    return rpcErrorOf(new Fault('internal', `Telltale made a mistake in ${call}. The log says more under ${reference}.`, { reference }))
  }
  return {
    /** For `clientInterceptors`. */
    async ofCall({ path, next }: CallOptions): Promise<unknown> {
      try {
        const output = await next()
        if (!isStream(output)) return output
        return mapEventIterator(output, { value: async (value) => value, error: async (error) => translate(error, path) })
      } catch (error) {
        throw translate(error, path)
      }
    },
    /** For `interceptors`: a call that the contract does not know. */
    async ofUnknown<Result extends { matched: boolean }>({ request, next }: HandlingOptions<Result>): Promise<Result> {
      const result = await next()
      if (!result.matched) throw rpcErrorOf(new Fault('not_found', `There is no call ${request.url.pathname}: the program and the one it talks to may be of different versions.`))
      return result
    },
  }
}

function isStream(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}
