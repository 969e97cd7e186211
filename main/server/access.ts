import { createHash, timingSafeEqual } from 'node:crypto'
import { Fault } from '../contract/errors.ts'

export interface AccessRules {
  /** Secret of `dashboard.server.token`; empty for none. */
  readonly token: string
  /** Origins, besides our own, whose pages may talk to us. */
  readonly origins: readonly string[]
  /** The address we listen on. */
  readonly host: string
}
type Headers = Readonly<Record<string, string | string[] | undefined>>

export const sessionCookie = 'telltale_session'
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Refuses requests that a foreign page made in the user's browser. The browser says whose page it is in `Origin`; a program of the user
 * sends none. A server on this machine only answers to this machine's names, so that a foreign name that resolves to it (DNS rebinding) does not help.
 * @throws Fault `forbidden`
 */
export function checkOrigin(headers: Headers, { origins, host }: AccessRules): void {
  const asked = one(headers['host'])
  const allowedHosts = new Set(origins.map((origin) => new URL(origin).host))
  if (isLoopback(host) && asked !== undefined && !allowedHosts.has(asked) && !loopback.test(hostname(asked)))
    throw new Fault('forbidden', `This server answers to localhost only, not to ${printable(asked)}. Name the address in dashboard.server.origins if it is yours.`)
  const origin = one(headers['origin'])
  if (origin === undefined || origins.includes(origin)) return
  if (asked === undefined || (origin !== `http://${asked}` && origin !== `https://${asked}`))
    throw new Fault('forbidden', `A page of ${printable(origin)} may not use this server. Name it in dashboard.server.origins if it is yours.`)
}

/** @throws Fault `unauthorised` when a token is asked for and the request carries neither it nor the cookie that stands for it. */
export function checkToken(headers: Headers, { token }: AccessRules): void {
  if (token === '') return
  const [, bearer] = /^Bearer (.+)$/i.exec(one(headers['authorization']) ?? '') ?? []
  if (bearer !== undefined && isToken(bearer, token)) return
  const cookie = cookies(one(headers['cookie'])).get(sessionCookie)
  if (cookie !== undefined && isToken(cookie, sessionOf(token))) return
  throw new Fault('unauthorised', 'This server asks for a token. Send it as "Authorization: Bearer …", or open the page once with ?token=… behind its address.')
}

/** What the cookie holds: proves the token without being it. */
export const sessionOf = (token: string): string => createHash('sha256').update(`telltale session ${token}`).digest('hex')

export function isToken(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')
const hostname = (host: string) => host.replace(/:\d+$/, '')
const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)

function cookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}
