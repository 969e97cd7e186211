/** Every setting: type, default, range, unit and a sentence. A key stands here only while code reads it (`config.test.ts` looks). */
import { integer, list, text, word, type Key } from './key.ts'

export const keys = {
  environment: word({
    sentence: 'The profile: which overlay of config.yaml counts, and the colour of the status bar.',
    words: ['development', 'staging', 'production'],
    initial: 'development',
  }),
  'system.log_level': word({
    sentence: 'The least severe message that is written to the log.',
    words: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'],
    initial: 'INFO',
  }),
  'data_ingestion.database.uri': text({
    sentence: 'Where the project lives; empty for the project file in the home directory.',
    range: 'empty, sqlite: and a path, as in sqlite:///var/lib/telltale/plant.telltale, or a PostgreSQL address, as in postgresql://telltale@db:5432/telltale?sslmode=verify-full',
    pattern: /^$|^sqlite:.+|^postgres(ql)?:\/\/.+/,
    secret: true,
  }),
  'data_ingestion.watch_roots': list({
    sentence: 'Folders that a server may watch for new recordings, with all inside them; empty for the folder inbox in its home directory.',
    range: 'absolute paths of folders; set by whoever runs the machine, never from the page',
    pattern: /^(\/|[A-Za-z]:[\\/])/,
    outsideOnly: true,
  }),
  'dashboard.server.host': text({
    sentence: 'The address that the server listens on: 127.0.0.1 for this machine only, 0.0.0.0 for every network.',
    range: 'an IP address or a host name',
    pattern: /^[A-Za-z0-9.:_-]+$/,
    initial: '127.0.0.1',
  }),
  'dashboard.server.port': integer({ sentence: 'The port that the server listens on; 0 lets the system choose a free one.', unit: 'port', min: 0, max: 65_535, initial: 8050 }),
  'dashboard.server.origins': list({
    sentence: 'Addresses of pages, besides our own, that may open a connection: needed behind a proxy that changes the host name.',
    range: 'origins such as https://telltale.plant.example',
    pattern: /^https?:\/\/[^/\s]+$/,
  }),
  'dashboard.server.token': text({
    sentence: 'Secret that every call must carry as a bearer token; empty for none.',
    range: 'empty, or 16 to 200 characters without blanks',
    pattern: /^$|^[\x21-\x7e]{16,200}$/,
    secret: true,
  }),
  'dashboard.server.body_limit': integer({ sentence: 'Largest body of one call.', unit: 'MB', min: 1, max: 256, initial: 8 }),
  'dashboard.server.upload_limit': integer({ sentence: 'Largest file that a browser may hand over for import.', unit: 'MB', min: 1, max: 1_048_576, initial: 20_480 }),
  'dashboard.server.upload_keep': integer({ sentence: 'How long an uploaded file is kept for its import.', unit: 'h', min: 1, max: 720, initial: 24 }),
  'dashboard.server.drain': integer({ sentence: 'How long calls in flight may go on after the server was told to stop.', unit: 's', min: 0, max: 300, initial: 10 }),
  'shell.link_hosts': list({
    sentence: 'Hosts whose https links the desktop application may open in the browser; empty for none.',
    range: 'host names such as docs.plant.example, exactly as they stand in the link; set by whoever runs the machine, never from the page',
    pattern: /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    outsideOnly: true,
  }),
  'mlflow.tracking_uri': text({
    sentence: 'The MLflow server that training runs are mirrored to; empty for none. Runs are always kept in the project as well.',
    range: 'empty, or an address such as http://mlflow.plant.example:5000',
    pattern: /^$|^https?:\/\/[^\s]+$/,
    secret: true,
  }),
  'monitoring.health.cache': integer({ sentence: 'How long a health check is answered from the last look.', unit: 's', min: 0, max: 300, initial: 5 }),
  'performance.cpu.cores': integer({ sentence: 'Processors to use: all but one run batch jobs; 0 for all that the machine has.', unit: 'cores', min: 0, max: 1024, initial: 0 }),
} as const satisfies Record<string, Key>

export type Path = keyof typeof keys
export type Values = { readonly [P in Path]: (typeof keys)[P] extends Key<infer Value> ? Value : never }

/** Rules over more than one key. Each returns what is wrong, or null. */
export const crossRules: readonly ((get: <P extends Path>(path: P) => Values[P]) => { path: Path; words: string } | null)[] = [
  (get) =>
    get('dashboard.server.body_limit') > get('dashboard.server.upload_limit')
      ? { path: 'dashboard.server.body_limit', words: `must not exceed dashboard.server.upload_limit (${get('dashboard.server.upload_limit')} MB)` }
      : null,
]

/** Names that deployments know. Every other key is `TELLTALE_SET_` and its path in capitals, with `_` for each dot. */
export const namedVariables: Readonly<Record<string, Path>> = {
  ENVIRONMENT: 'environment',
  LOG_LEVEL: 'system.log_level',
  DASHBOARD_PORT: 'dashboard.server.port',
  DATABASE_URI: 'data_ingestion.database.uri',
  MLFLOW_TRACKING_URI: 'mlflow.tracking_uri',
}
export const variablePrefix = 'TELLTALE_SET_'
export const variableOf = (path: Path): string => variablePrefix + path.toUpperCase().replaceAll('.', '_')
