/** The one mapping between our faults and what oRPC throws, for both ends of every transport. */
import { mapEventIterator, ORPCError } from '@orpc/client'
import { errorStatus, Fault, faultData, isErrorCode, type Detail, type ErrorCode } from './errors.ts'

/** What oRPC itself answers before, or instead of, a handler of ours. */
const own: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'bad_input',
  UNPROCESSABLE_CONTENT: 'bad_input',
  UNSUPPORTED_MEDIA_TYPE: 'bad_input',
  NOT_ACCEPTABLE: 'bad_input',
  UNAUTHORIZED: 'unauthorised',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'not_supported',
  NOT_IMPLEMENTED: 'not_supported',
  CONFLICT: 'conflict',
  PAYLOAD_TOO_LARGE: 'too_large',
  CLIENT_CLOSED_REQUEST: 'cancelled',
  BAD_GATEWAY: 'unreachable',
  SERVICE_UNAVAILABLE: 'unreachable',
  TIMEOUT: 'timed_out',
  GATEWAY_TIMEOUT: 'timed_out',
}
const shownIssues = 10

/** Whatever was thrown, as a Fault. Total: what nobody foresaw is `internal`. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error instanceof ORPCError) return faultOfRpc(error)
  const { code, message, detail } = faultData(error)
  return new Fault(code, message, detail, { cause: error })
}

function faultOfRpc(error: ORPCError<string, unknown>): Fault {
  const detail: Detail = isRecord(error.data) ? error.data : {}
  if (isErrorCode(error.code)) return new Fault(error.code, error.message, detail, { cause: error })
  const code = own[error.code] ?? 'internal'
  if (code === 'bad_input') {
    const issues = readIssues(detail['issues'])
    const [first] = issues
    if (!first) return new Fault(code, error.message, detail, { cause: error })
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
    return new Fault(code, `${first.path === '' ? 'The input' : first.path}: ${first.message}${more}`, { issues: issues.slice(0, shownIssues) }, { cause: error })
  }
  return new Fault(code, code === 'not_found' ? 'There is no such call: the program and the one it talks to may be of different versions.' : error.message, {}, { cause: error })
}

/** As oRPC carries it. `defined` lets typed clients tell our codes from a broken line. */
export function rpcErrorOf({ code, message, detail }: Pick<Fault, 'code' | 'message' | 'detail'>): ORPCError<ErrorCode, Detail> {
  return new ORPCError(code, { defined: true, status: errorStatus[code], message, data: detail })
}

/**
 * For `interceptors` of any link: every rejection is a Fault, those of a stream too. An abort that the caller did not ask for is a lost
 * connection: `unreachable`.
 */
export async function rejectWithFaults({ signal, next }: { readonly signal?: AbortSignal | undefined; next(): Promise<unknown> }): Promise<unknown> {
  const rebuild = (error: unknown): Fault => {
    if (error instanceof Fault || error instanceof ORPCError) return faultOf(error)
    if (signal?.aborted) return new Fault('cancelled', 'The call was cancelled.', {}, { cause: error })
    if (isLostLine(error)) return new Fault('unreachable', 'The connection to Telltale is lost. It is tried again by itself; nothing that was saved is lost.', {}, { cause: error })
    return faultOf(error)
  }
  try {
    const output = await next()
    if (!isStream(output)) return output
    return mapEventIterator(output, { value: async (value) => value, error: async (error) => rebuild(error) })
  } catch (error) {
    throw rebuild(error)
  }
}

function isLostLine(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // A closed peer aborts what waits on it and refuses what asks it again; fetch says TypeError when no answer came or it broke off.
  return error.name === 'AbortError' || error.message.startsWith('[AsyncIdQueue]') || /WebSocket is not open/.test(error.message) || (error instanceof TypeError && /fetch|network|terminated|load failed/i.test(error.message))
}

function isStream(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}

function readIssues(issues: unknown): { path: string; message: string }[] {
  if (!Array.isArray(issues)) return []
  return issues.filter(isRecord).map(({ path, message }) => ({
    path: Array.isArray(path) ? path.map((part: unknown) => (isRecord(part) ? String(part['key']) : String(part))).join('.') : '',
    message: typeof message === 'string' ? message : 'not as expected',
  }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
