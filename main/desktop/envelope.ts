/** What may come up the IPC channel: messages of the oRPC peer protocol, checked for shape and size before anything acts on them. */
import { errorStatus, type FaultData } from '../contract/errors.ts'

/** Requests are small on the desktop (files go by ref, never through here). */
export const messageLimit = 8 * 1024 * 1024
/** Between text and bytes of one binary message. */
const delimiter = 0xff

export type Envelope =
  | { readonly ok: true; readonly data: string | Uint8Array }
  /** `id` is the request to answer, null when the message asks for none or is too broken to tell. */
  | { readonly ok: false; readonly id: string | null; readonly fault: FaultData }

/** Never throws. A request is `{i, p: {u, b?, h?, m?}}`; part of a stream or an abort is `{i, t: 3 | 4, p?}`. */
export function readEnvelope(data: unknown, limit: number = messageLimit): Envelope {
  const refuse = (code: FaultData['code'], message: string, id: string | null = null): Envelope => ({ ok: false, id, fault: { code, message, detail: {} } })
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return refuse('bad_input', 'A message is text or bytes.')
  if (data.length > limit) return refuse('too_large', `A message of ${data.length} is longer than the limit of ${limit}.`, firstId(data))
  let message: unknown
  try {
    message = JSON.parse(textOf(data))
  } catch {
    return refuse('bad_input', 'A message is JSON, bytes may follow it.', firstId(data))
  }
  if (!isRecord(message)) return refuse('bad_input', 'A message is an object.')
  const { i: id, t: type, p: payload } = message
  if (typeof id !== 'string' || id === '' || id.length > 64) return refuse('bad_input', 'A message has an id.')
  if (type === 4) return { ok: true, data }
  if (type === 3) return isRecord(payload) ? { ok: true, data } : refuse('bad_input', 'A part of a stream has a payload.')
  if (type !== undefined && type !== 1) return refuse('bad_input', `There is no message type ${String(type)}.`)
  if (!isRequest(payload)) return refuse('bad_input', 'A request has an address that starts with one slash, headers of text, and a body.', id)
  return { ok: true, data }
}

/** The answer to a request that was refused before it reached the core, in the form in which the core answers with a fault. */
export function refusal(id: string, { code, message, detail }: FaultData): string {
  const status = errorStatus[code]
  return JSON.stringify({ i: id, p: { s: status, b: { json: { defined: true, code, status, message, data: detail }, meta: [] } } })
}

function isRequest(payload: unknown): boolean {
  if (!isRecord(payload)) return false
  const { u: address, h: headers, m: method } = payload
  if (typeof address !== 'string' || !/^\/(?!\/)/.test(address) || !URL.canParse(`http://core${address}`)) return false
  if (headers !== undefined && !(isRecord(headers) && Object.values(headers).every((value) => typeof value === 'string' || Array.isArray(value)))) return false
  return method === undefined || (typeof method === 'string' && /^[A-Z]{1,10}$/.test(method))
}

/** The id of a message that is not worth parsing: the protocol writes it first. */
function firstId(data: string | Uint8Array): string | null {
  const head = typeof data === 'string' ? data.slice(0, 80) : new TextDecoder().decode(data.subarray(0, 80))
  return /^\{"i":"([^"\\]{1,64})"/.exec(head)?.[1] ?? null
}

function textOf(data: string | Uint8Array): string {
  if (typeof data === 'string') return data
  const end = data.indexOf(delimiter)
  return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? data : data.subarray(0, end))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
