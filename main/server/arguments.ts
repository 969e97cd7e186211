import { parseArgs } from 'node:util'
import { Fault } from '../contract/errors.ts'

export interface ServerArguments {
  readonly home: string | undefined
  readonly config: string | undefined
  /** Settings as `path=value`, port and host among them; they stand over those of files and environment. */
  readonly set: readonly string[]
}

export const usage = `Usage: npm start [-- OPTIONS]   (or: node main/server.ts [OPTIONS])

  --port N           where it listens; 8050 unless the configuration says otherwise
  --host ADDRESS     on which address; by default only this machine reaches it (127.0.0.1); for others set dashboard.server.token too
  --home DIR         where the project is kept
  --config FILE      a YAML file with settings
  --set PATH=VALUE   one setting, as often as needed
  --browser          no desktop window, even where there could be one (npm start only)
  --help             this text
`

/** What the server was called with; 'help' when that was asked for. @throws Fault `bad_input` for what is no option, naming it. */
export function serverArguments(args: readonly string[]): ServerArguments | 'help' {
  const values = parsed(args)
  if (values.help) return 'help'
  const set = [...(values.set ?? [])]
  if (values.port !== undefined) set.push(`dashboard.server.port=${values.port}`)
  if (values.host !== undefined) set.push(`dashboard.server.host=${values.host}`)
  return { home: values.home, config: values.config, set }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { home: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, config: { type: 'string' }, set: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (cause) {
    throw new Fault('bad_input', `${(cause instanceof Error ? cause.message : String(cause)).replace(/\.?$/, '.')} npm start -- --help shows what there is.`, {}, { cause })
  }
}
