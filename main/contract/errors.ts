/**
 * The closed list of error codes. An error is data: `{code, message, detail}`. The message names what was wrong, where, and what
 * to do; `detail` carries the parts for programs. Whoever adds a code adds its HTTP status here and nowhere else.
 */
export const errorStatus = {
  bad_input: 400,
  unauthorised: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  cancelled: 499,
  too_large: 413,
  file_unreadable: 422,
  file_not_understood: 422,
  not_enough_history: 422,
  not_supported: 501,
  store_full: 507,
  store_readonly: 503,
  store_corrupt: 500,
  store_busy: 503,
  worker_crashed: 500,
  unreachable: 502,
  timed_out: 504,
  internal: 500,
} as const

export type ErrorCode = keyof typeof errorStatus
export const errorCodes = Object.keys(errorStatus) as ErrorCode[]
export type Detail = Readonly<Record<string, unknown>>

export interface FaultData {
  readonly code: ErrorCode
  readonly message: string
  readonly detail: Detail
}

/** An error that the reader can act on. Everything else that is thrown is a defect of ours and becomes `internal`. */
export class Fault extends Error implements FaultData {
  readonly code: ErrorCode
  readonly detail: Detail
  constructor(code: ErrorCode, message: string, detail: Detail = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
    this.detail = detail
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorStatus, code)
}

/** What crosses a process border. Anything with a known `code` and a message is passed on; the rest is `internal`. */
export function faultData(error: unknown): FaultData {
  if (error instanceof Error) {
    const { code, detail } = error as { code?: unknown; detail?: unknown }
    if (isErrorCode(code)) return { code, message: error.message, detail: isDetail(detail) ? detail : {} }
    if (error.name === 'AbortError') return { code: 'cancelled', message: 'The operation was cancelled.', detail: {} }
    return { code: 'internal', message: `${error.name}: ${error.message}`, detail: {} }
  }
  return { code: 'internal', message: String(error), detail: {} }
}

/** Builds a real Error again on the other side of a border. */
export function faultFrom(data: FaultData): Fault {
  return new Fault(isErrorCode(data.code) ? data.code : 'internal', data.message, data.detail)
}

function isDetail(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
