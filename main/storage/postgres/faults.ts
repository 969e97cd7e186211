import { Fault, type ErrorCode } from '../../contract/errors.ts'

/** The five letters and digits of SQLSTATE, or the name of a system error; null for what is no error of the database. */
export function postgresCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code } = error as { code?: unknown } // driver and system add it; Error itself has none
  if (typeof code === 'string' && (/^[0-9A-Z]{5}$/.test(code) || /^(E[A-Z_]+|ERR_(SSL|TLS)_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*(CERT|SIGNATURE|ISSUER)[A-Z_]*)$/.test(code))) return code
  // the driver's own errors carry words only
  if (/Connection terminated|Client has encountered a connection error|Client was closed|not queryable/.test(error.message)) return 'ECONNRESET'
  if (/timeout expired|timeout exceeded when trying to connect/.test(error.message)) return 'ETIMEDOUT'
  if (/does not support SSL/.test(error.message)) return 'ERR_SSL_ABSENT'
  if (/password|SASL|SCRAM/.test(error.message)) return '28P01'
  return null
}

/** The server is not there, or not ready, or went away: the connection is worth nothing, another one later may be. */
export function isAway(error: unknown): boolean {
  const code = postgresCode(error)
  return code !== null && /^(08...|57P0[123]|53300|ECONN.*|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/.test(code)
}

/** Two transactions stood in each other's way; this one was undone and may be tried again. */
export function isUndone(error: unknown): boolean {
  const code = postgresCode(error)
  return code === '40001' || code === '40P01'
}

const rules: readonly (readonly [pattern: RegExp, code: ErrorCode, words: (name: string) => string])[] = [
  [/^28...$/, 'unreachable', (name) => `PostgreSQL at ${name} refuses the user or the password. Check the user in the database address, and set PGPASSWORD.`],
  [/^3D000$/, 'unreachable', (name) => `PostgreSQL has no database ${name}. Create it, or correct the database address.`],
  [/^(CERT_|ERR_TLS_|.*(CERT|SIGNATURE|ISSUER))/, 'unreachable', (name) => `The certificate of PostgreSQL at ${name} is not trusted. Give its authority as sslrootcert, and a host name that the certificate holds.`],
  [/^ERR_SSL_/, 'unreachable', (name) => `PostgreSQL at ${name} does not speak TLS as asked for. Check sslmode in the database address and the server's settings.`],
  [/^53100$/, 'store_full', (name) => `No space left on the disk of PostgreSQL at ${name}. Nothing of this step was stored. Free space, then try again.`],
  [/^(42501|25006)$/, 'store_readonly', (name) => `PostgreSQL at ${name} lets this user read only. Give the user the right to make and write tables, or connect to the primary server.`],
  [/^53300$/, 'store_busy', (name) => `PostgreSQL at ${name} has no connection left. Raise max_connections, or run fewer replicas.`],
  [/^(55P03|40001|40P01)$/, 'store_busy', (name) => `PostgreSQL at ${name} is kept busy by another process for too long. Wait for its import to end, then try again.`],
  [/^57014$/, 'timed_out', (name) => `PostgreSQL at ${name} did not answer in time and the step was undone. Try again; if it stays so, look at the server's load.`],
  [/^XX00[12]$/, 'store_corrupt', (name) => `PostgreSQL at ${name} reports damaged data. Stop writing to it, keep a copy, and restore the newest backup.`],
  [/^22021$/, 'bad_input', () => 'A text holds a character that PostgreSQL cannot store (U+0000). Remove it and try again.'],
  [/^(08...|57P0[123]|E[A-Z_]+)$/, 'unreachable', (name) => `PostgreSQL at ${name} does not answer. What was stored stays stored. Start it or mend the way to it; whoever asks again then is answered.`],
]

/** Turns what driver and system throw into a Fault that names the database and what to do; everything else is passed on as it is. */
export function toFault(error: unknown, name: string): unknown {
  if (error instanceof Fault) return error
  const code = postgresCode(error)
  if (code === null) return error
  const rule = rules.find(([pattern]) => pattern.test(code))
  return rule ? new Fault(rule[1], rule[2](name), { database: name, code }, { cause: error }) : error
}
