import { Fault } from '../../contract/errors.ts'

export interface MlflowClient {
  readonly server: string
  get(path: string, query: Readonly<Record<string, string>>): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  put(path: string, data: Uint8Array): Promise<void>
}

export interface Answer {
  /** Null when all went well, else MLflow's own word, e.g. `RESOURCE_DOES_NOT_EXIST`. */
  readonly error: string | null
  readonly body: Readonly<Record<string, unknown>>
}

const deadlineMs = 10_000
const api = '/api/2.0/mlflow'
/** Errors that a caller can act on; all others are faults. */
const expected = new Set(['RESOURCE_DOES_NOT_EXIST', 'RESOURCE_ALREADY_EXISTS'])

/**
 * MLflow's REST API, spoken alike by 2.8 and 3.17. Every call has a deadline.
 * @param uri address of the server; a user and password in it are sent as basic authorisation and shown nowhere.
 */
export function mlflowClient(uri: string, fetch: typeof globalThis.fetch, closed: AbortSignal): MlflowClient {
  const url = new URL(uri)
  const authorization = url.username ? `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}` : null
  url.username = ''
  url.password = ''
  const server = url.href.replace(/\/$/, '')
  const ours: Record<string, string> = authorization ? { authorization } : {}

  async function call(method: string, path: string, init: { body?: string | Uint8Array<ArrayBuffer>; type?: string }): Promise<Answer> {
    let status: number
    let text: string
    try {
      const response = await fetch(server + path, { method, body: init.body ?? null, headers: { ...ours, ...(init.type !== undefined && { 'content-type': init.type }) }, signal: AbortSignal.any([closed, AbortSignal.timeout(deadlineMs)]), redirect: 'error' })
      status = response.status
      text = await response.text()
    } catch (cause) {
      const late = cause instanceof Error && cause.name === 'TimeoutError'
      throw new Fault(late ? 'timed_out' : 'unreachable', `The tracking server ${server} ${late ? `did not answer within ${deadlineMs / 1000} s` : 'cannot be reached'}. Runs wait here and are sent when it is back.`, { server }, { cause })
    }
    const body = readJson(text)
    if (status < 400) return { error: null, body: body ?? {} }
    const code = typeof body?.['error_code'] === 'string' ? body['error_code'] : null
    if (code !== null && expected.has(code)) return { error: code, body: body ?? {} }
    const words = typeof body?.['message'] === 'string' ? body['message'] : `status ${status}`
    const detail = { server, path, status, error: code }
    if (status === 401 || status === 403) throw new Fault('unauthorised', `The tracking server ${server} refuses us (${words}). Put a user and a password into mlflow.tracking_uri.`, detail)
    if (status >= 500) throw new Fault('unreachable', `The tracking server ${server} failed at ${path}: ${words}`, detail)
    throw new Fault(body === null ? 'not_supported' : 'bad_input', `The tracking server ${server} refuses ${path}: ${words}`, detail)
  }

  return {
    server,
    get: (path, query) => call('GET', `${api}${path}?${new URLSearchParams(query).toString()}`, {}),
    post: (path, body) => call('POST', api + path, { body: JSON.stringify(body), type: 'application/json' }),
    async put(path, data) {
      await call('PUT', `/api/2.0/mlflow-artifacts/artifacts/${path}`, { body: new Uint8Array(data), type: 'application/octet-stream' })
    },
  }
}

function readJson(text: string): Record<string, unknown> | null {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null // an object, as was looked
  } catch {
    return null
  }
}
