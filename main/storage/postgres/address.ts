import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig } from 'pg'
import { Fault } from '../../contract/errors.ts'

/** Where a database is, how to get there, and how to name it to people: never with the password. */
export interface PostgresAddress {
  /** `host:port/database`, for messages, logs and the page. */
  readonly name: string
  readonly config: ClientConfig
}

const modes = ['disable', 'require', 'verify-ca', 'verify-full'] as const
const known = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options']

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=/ca.crt`. TLS means what it means to psql: `require`
 * encrypts (and verifies the chain where `sslrootcert` is given), `verify-ca` verifies the chain, `verify-full` the host name too; without
 * `sslmode` there is none. Without a password PGPASSWORD or the password file counts; `options` go to the server (`-c search_path=plant`).
 * @throws Fault `bad_input` naming what is wrong, `file_unreadable` for a certificate. No message repeats the password.
 */
export function postgresAddress(uri: string): PostgresAddress {
  const url = URL.canParse(uri) ? new URL(uri) : null
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw new Fault('bad_input', 'The database address is not understood. Write postgresql://USER@HOST:PORT/DATABASE and set PGPASSWORD.')
  for (const key of url.searchParams.keys()) {
    if (!known.includes(key)) throw new Fault('bad_input', `The database address has a parameter "${key}", which is not known here. Known are ${known.join(', ')}.`, { parameter: key })
  }
  const host = decode(url.hostname.replace(/^\[(.+)\]$/, '$1'), 'host') || 'localhost'
  const port = url.port === '' ? 5432 : Number(url.port)
  const user = decode(url.username, 'user')
  const database = decode(url.pathname.slice(1), 'database') || user
  if (database === '') throw new Fault('bad_input', 'The database address names no database. Write postgresql://USER@HOST:PORT/DATABASE.', { host, port })
  const options = url.searchParams.get('options')
  return {
    name: `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`,
    config: {
      host,
      port,
      database,
      ssl: tlsOf(url.searchParams),
      ...(user !== '' && { user }),
      ...(url.password !== '' && { password: decode(url.password, 'password') }),
      ...(options !== null && { options }),
    },
  }
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Fault('bad_input', `The ${what} in the database address has a "%" that begins no character. Write it as %25.`, { what })
  }
}

function tlsOf(parameters: URLSearchParams): false | ConnectionOptions {
  const mode = parameters.get('sslmode') ?? 'disable'
  if (!modes.some((one) => one === mode)) throw new Fault('bad_input', `sslmode=${mode} is not possible here. Choose one of ${modes.join(', ')}.`, { sslmode: mode })
  if (mode === 'disable') return false
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((parameter) => fileOf(parameter, parameters.get(parameter)))
  if (mode === 'verify-ca' && ca === undefined) throw new Fault('bad_input', 'sslmode=verify-ca needs sslrootcert, the file of the authority to trust: with public ones anybody could stand in for the server.', { sslmode: mode })
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    // undefined: the name fits, whatever it is. Only verify-full looks at it.
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  }
}

function fileOf(parameter: string, path: string | null): Buffer | undefined {
  if (path === null) return undefined
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Fault('file_unreadable', `The file ${path} for ${parameter} of the database address cannot be read.`, { parameter, file: path }, { cause })
  }
}
