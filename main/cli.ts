/** Root of the command line: the same core as the window, called in-process. `telltale <verb> --json`. */
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { loadConfig, type Config } from '../config/index.ts'
import { about } from './about.ts'
import { helpText, parseArguments } from './cli/arguments.ts'
import { createOutput } from './cli/output.ts'
import { exit, UsageError, type Place, type Session, type Verb } from './cli/verb.ts'
import { verbs } from './cli/verbs.ts'
import { spawnChildProcess } from './compute/channels/childProcess.ts'
import { inProcessSpawn } from './compute/channels/inProcess.ts'
import { createComputeHost } from './compute/host.ts'
import type { TaskContext } from './compute/tasks/context.ts'
import { tasks } from './compute/tasks/index.ts'
import type { Tasks } from './compute/taskTable.ts'
import type { SpawnWorker } from './compute/port.ts'
import { faultData } from './contract/errors.ts'
import { faultOf } from './contract/rpcErrors.ts'
import { createCore } from './core/index.ts'
import { createOwner } from './core/owner.ts'
import { documentPreferences } from './core/preferences.ts'
import { createSources } from './core/sources.ts'
import { usualBeat } from './core/watch.ts'
import { disk } from './core/watchDisk.ts'
import { homeDirectory, projectFile } from './home.ts'
import { fileOf, storeLocation, type StoreLocation } from './storage/location.ts'
import { openProject } from './storage/open.ts'
import type { Store } from './storage/ports.ts'
import { trackingOf } from './tracking/index.ts'

const [name, ...rest] = process.argv.slice(2)
process.exitCode = await main(name, rest)

async function main(name: string | undefined, argv: readonly string[]): Promise<number> {
  const verb = verbs.find((one) => one.name === name)
  const out = createOutput(argv.includes('--json'), process.stdout, process.stderr)
  if (name === '--version' || name === 'version') {
    const { version, commit } = about('cli', '')
    out.result({ version, commit }, () => `telltale ${version} (${commit})`)
    return exit.done
  }
  if (!verb) {
    const asked = name === undefined || name === 'help' || name === '--help' || name === '-h'
    if (asked) process.stdout.write(overview())
    else out.fault({ code: 'bad_input', message: `There is no verb "${name}". Known are: ${verbs.map((one) => one.name).join(', ')}. What each does: telltale --help`, detail: { verb: name } })
    return asked ? exit.done : exit.usage
  }
  try {
    return await runVerb(verb, argv, out)
  } catch (error) {
    if (error instanceof UsageError) {
      out.fault({ code: 'bad_input', message: error.message, detail: { usage: `telltale ${verb.usage}` } })
      out.remark(`Usage: telltale ${verb.usage}`)
      return exit.usage
    }
    out.fault(faultData(faultOf(error)))
    return exit.failed
  }
}

async function runVerb(verb: Verb, argv: readonly string[], out: ReturnType<typeof createOutput>): Promise<number> {
  const args = parseArguments(verb, argv)
  if (args.flag('help')) {
    process.stdout.write(helpText(verb))
    return exit.done
  }
  const place = await findPlace(args.text('home'), args.texts('set'), out)
  if ('runClosed' in verb) return verb.runClosed(place, args)
  const session = await openSession(place)
  try {
    return await verb.run(session, args)
  } finally {
    await session.core.close()
  }
}

async function findPlace(homeOption: string | undefined, set: readonly string[], out: ReturnType<typeof createOutput>): Promise<Place & { config: Config; location: StoreLocation }> {
  const home = homeDirectory(homeOption, process.env)
  const config = await loadConfig({ env: process.env, set, home })
  await mkdir(home, { recursive: true })
  const location = storeLocation(config.get('data_ingestion.database.uri'), projectFile(home))
  return {
    config,
    home,
    location,
    get file() {
      return fileOf(location)
    },
    out,
  }
}

async function openSession({ config, home, location, out }: Place & { config: Config; location: StoreLocation }): Promise<Session> {
  const store = await openProject(location, Date.now)
  const sources = createSources()
  const user = () => userInfo().username
  const core = await createCore({
    store,
    host: createComputeHost<Tasks>({ spawn: spawnFor(store, location), warm: false }),
    sources,
    home,
    preferences: documentPreferences(store.catalog.documents, user),
    settings: () => config.effective(),
    changeSetting: (path, value) => config.change(path, value),
    about: () => about('cli', config.get('environment')),
    owner: createOwner(),
    watch: { disk, roots: [], anywhere: true, restMs: usualBeat.restMs },
    deployer: async () => (await import('./deploy/index.ts')).createDeployer({ env: process.env, trustPicked: true, folder: join(home, 'deployments') }),
    tracking: trackingOf(config.get('mlflow.tracking_uri'), store.artifacts),
    user,
    clock: Date.now,
    log: (level, message) => {
      if (level !== 'info') out.remark(message)
    },
  })
  return { home, core, client: createRouterClient(core.router), store, sources, out }
}

/** Reads run here and now; a job gets a process of its own, so that Ctrl-C and progress are heard while it works. */
function spawnFor(store: Store, location: StoreLocation): SpawnWorker {
  const here = inProcessSpawn<Tasks, TaskContext>(tasks, { store, clock: Date.now })
  const entry = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url))
  const child = spawnChildProcess({ entry, options: () => location })
  return (lane) => (lane === 'interactive' ? here(lane) : child(lane))
}

function overview(): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length)) + 2
  const rows = verbs.map((verb) => `  ${verb.name.padEnd(width)}${verb.about}`)
  return `Usage: telltale VERB [OPTIONS] [--json] [--home DIR]\n\n${rows.join('\n')}\n\ntelltale VERB --help shows the options of a verb, telltale --version what this is. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rejects.\n`
}
