import { Fault, type ErrorCode } from '../../contract/errors.ts'

interface ApiStatus {
  readonly message?: string
  readonly reason?: string
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[] }
}

/** Somebody else set the field too. */
export interface Conflict {
  readonly manager: string
  readonly field: string
}

/** The API's answer as a Fault that says what was refused and what to do. `detail.conflicts` names managers and fields of a 409. */
export function faultOfStatus(status: number, body: string, what: string, user: string): Fault {
  const { message = body.slice(0, 300), reason, details } = statusOf(body)
  const detail = { status, reason: reason ?? null }
  if (status === 401) return new Fault('unauthorised', `The cluster does not accept the credentials of ${user} (${what}). Log in again, or renew the token.`, detail)
  if (status === 403) {
    const [, verb, resource, group] = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"/.exec(message) ?? []
    const right = verb ? `the right "${verb}" on ${resource}${group ? `.${group}` : ''}` : 'a right'
    // A quota or an admission policy refuses with 403 too, and says so itself.
    return verb
      ? new Fault('forbidden', `${user} lacks ${right} (${what}). Ask for a Role that gives it. The cluster says: ${message}`, { ...detail, verb, resource, group })
      : new Fault('forbidden', `The cluster refuses to ${what}: ${message}`, detail)
  }
  if (status === 404) return new Fault('not_found', `Not there: ${what}. The cluster says: ${message}`, detail)
  if (status === 409) {
    const conflicts = (details?.causes ?? []).filter((cause) => cause.reason === 'FieldManagerConflict').map(conflictOf)
    return new Fault('conflict', conflicts.length > 0 ? `Others set the same fields (${what}): ${conflicts.map(({ manager, field }) => `${manager} ${field}`).join('; ')}.` : `Conflict (${what}): ${message}`, { ...detail, conflicts })
  }
  // Server-side apply answers 500 to a field that is not in the schema.
  const isSchema = status === 400 || status === 422 || (status === 500 && message.includes('field not declared in schema'))
  const code: ErrorCode = isSchema ? 'bad_input' : status === 429 || status === 503 ? 'unreachable' : 'internal'
  return new Fault(code, isSchema ? `The cluster refuses to ${what}: ${message}` : `The cluster failed (${status}) to ${what}: ${message}`, detail)
}

function conflictOf({ message = '', field = '' }: { message?: string; field?: string }): Conflict {
  const [, manager] = /conflict with "([^"]+)"/.exec(message) ?? []
  return { manager: manager ?? 'another manager', field: field.replace(/^\./, '') }
}

function statusOf(body: string): ApiStatus {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as ApiStatus) : {}
  } catch {
    return {}
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network to it',
  ECONNRESET: 'it broke the connection off',
  UND_ERR_SOCKET: 'it broke the connection off',
  UND_ERR_CONNECT_TIMEOUT: 'it did not take the connection in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by an authority that the kubeconfig trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by an authority that the kubeconfig trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by an authority that the kubeconfig trusts',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/** A call that never got an answer. */
export function faultOfNetwork(cause: unknown, server: string, what: string): Fault {
  let code = ''
  let message = ''
  // The reason lies at the bottom: fetch failed > connect ECONNREFUSED.
  for (let error = cause; error instanceof Error; error = error.cause) {
    code = String((error as NodeJS.ErrnoException).code ?? code)
    message = error.message || message
  }
  return new Fault('unreachable', `${server} cannot be reached (${what}): ${reasons[code] ?? message}.`, { server, reason: code || null }, { cause })
}
