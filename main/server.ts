/** Root of the server: the workstation for browsers, on one address. `node main/server.ts [--home DIR] [--port N] [--host H] [--config FILE] [--set path=value]…` */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { loadConfig, type Config } from '../config/index.ts'
import { about } from './about.ts'
import { spawnChildProcess } from './compute/channels/childProcess.ts'
import { createComputeHost } from './compute/host.ts'
import type { Tasks } from './compute/taskTable.ts'
import { faultData } from './contract/errors.ts'
import { createCore } from './core/index.ts'
import { createOwner } from './core/owner.ts'
import { documentPreferences } from './core/preferences.ts'
import { createSources } from './core/sources.ts'
import { usualBeat } from './core/watch.ts'
import { disk } from './core/watchDisk.ts'
import { homeDirectory, projectFile } from './home.ts'
import { serverArguments, usage } from './server/arguments.ts'
import { checksOf, createHealth } from './server/health.ts'
import { createHttpServer } from './server/http.ts'
import { createMetrics } from './server/metrics.ts'
import { openUploads } from './server/uploads.ts'
import { storeLocation } from './storage/location.ts'
import { openProject } from './storage/open.ts'
import { holdServerLease } from './storage/sqlite/serverLease.ts'
import { onStopSignals } from './stopSignals.ts'
import { trackingOf } from './tracking/index.ts'

const hour = 3_600_000
const megabyte = 2 ** 20
const levels = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' } as const

try {
  await main()
} catch (error) {
  const { code, message, detail } = faultData(error)
  process.stderr.write(`${JSON.stringify({ level: 'fatal', code, message, detail })}\n`)
  process.exitCode = code === 'bad_input' ? 2 : 1
}

async function main(): Promise<void> {
  const args = serverArguments(process.argv.slice(2))
  if (args === 'help') return void process.stdout.write(usage)
  const home = homeDirectory(args.home, process.env)
  const config = await loadConfig({ env: process.env, set: args.set, file: args.config, home })
  const log = pino({ level: levels[config.get('system.log_level')] }, pino.destination({ fd: 2, sync: true }))

  await mkdir(home, { recursive: true })
  const location = storeLocation(config.get('data_ingestion.database.uri'), projectFile(home))
  const owner = createOwner()
  // Any number of servers share a database; a file has one.
  const lease = 'file' in location ? holdServerLease(location.file, owner.id) : null
  const store = await openProject(location, Date.now)
  const host = createComputeHost<Tasks>({
    spawn: spawnChildProcess({ entry: fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url)), options: () => location }),
    cores: config.get('performance.cpu.cores') || availableParallelism(),
    onCrash: (crash) => log.error({ worker: crash }, 'a worker process ended'),
  })
  const sources = createSources()
  const inbox = join(home, 'inbox')
  const watchRoots = config.get('data_ingestion.watch_roots')
  if (watchRoots.length === 0) await mkdir(inbox, { recursive: true })
  const user = () => 'server'
  const aboutUs = about('server', config.get('environment'))
  const core = await createCore({
    store,
    host,
    sources,
    home,
    preferences: documentPreferences(store.catalog.documents, user),
    settings: () => config.effective(),
    changeSetting: (path, value) => config.change(path, value),
    about: () => aboutUs,
    owner,
    watch: { ...usualBeat, disk, roots: watchRoots.length > 0 ? watchRoots : [inbox], anywhere: isLoopback(config.get('dashboard.server.host')) },
    deployer: async () => (await import('./deploy/index.ts')).createDeployer({ env: process.env, trustPicked: isLoopback(config.get('dashboard.server.host')), folder: join(home, 'deployments') }),
    tracking: trackingOf(config.get('mlflow.tracking_uri'), store.artifacts),
    user,
    clock: Date.now,
    log: (level, message, detail) => log[level](detail ?? {}, message),
  })
  const metrics = createMetrics({ store, host })
  const forgetJobs = core.jobs.onChange((job) => metrics.job(job))
  const uploads = openUploads({
    folder: join(home, 'uploads'),
    register: (path, name) => sources.register(path, name),
    limitBytes: config.get('dashboard.server.upload_limit') * megabyte,
    keepMs: config.get('dashboard.server.upload_keep') * hour,
    clock: Date.now,
  })
  await uploads.sweep()
  const sweeping = setInterval(() => void uploads.sweep().catch((error: unknown) => log.warn({ error: faultData(error) }, 'old uploads could not be removed')), hour)
  const http = await createHttpServer({
    router: core.router,
    artifacts: store.artifacts,
    uploads,
    health: createHealth({ checks: checksOf({ store, host }), version: aboutUs.version, clock: Date.now, cacheMs: config.get('monitoring.health.cache') * 1000 }),
    metrics,
    access: { token: config.get('dashboard.server.token'), origins: config.get('dashboard.server.origins'), host: config.get('dashboard.server.host') },
    bodyLimitBytes: config.get('dashboard.server.body_limit') * megabyte,
    pages: join(dirname(fileURLToPath(import.meta.url)), extname(import.meta.url) === '.ts' ? '../out/renderer' : '../renderer'),
    version: aboutUs.version,
    newReference: () => randomBytes(4).toString('hex'),
    report({ call, fault, reference }) {
      if (fault.code === 'internal') log.error({ call, reference, err: fault.cause ?? fault }, fault.message)
      else log.debug({ call, code: fault.code }, fault.message)
    },
  })

  const stop = async (why: string) => {
    log.info({ why }, 'stopping')
    clearInterval(sweeping)
    await http.stop(config.get('dashboard.server.drain') * 1000)
    forgetJobs()
    await core.close()
    lease?.close()
    log.info('stopped')
  }
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first(signal) {
      stop(signal).catch((error: unknown) => {
        log.error({ error: faultData(error) }, 'did not stop cleanly')
        process.exitCode = 1
      })
    },
    again: () => process.exit(1),
  })
  process.on('SIGHUP', () => void reload(config, log))
  try {
    await http.app.listen({ host: config.get('dashboard.server.host'), port: config.get('dashboard.server.port') })
  } catch (error) {
    await stop('the address could not be had')
    throw error
  }
  const { address, port } = http.app.server.address() as AddressInfo // it listens on a TCP port
  process.stdout.write(`Telltale listens on http://${address.includes(':') ? `[${address}]` : address}:${port}\n`)
}

/** The log level is taken over at once; everything else at the next start. */
async function reload(config: Config, log: pino.Logger): Promise<void> {
  try {
    const changes = await config.reload()
    log.level = levels[config.get('system.log_level')]
    log.info({ changes }, 'settings were read again; all but the log level count from the next start')
  } catch (error) {
    log.error({ error: faultData(error) }, 'settings were not taken over; the old ones stay')
  }
}

/** On this machine only the one who sits at it reaches us: what is picked is then as trusted as on the desktop. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
