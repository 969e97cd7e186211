import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where the project lives: `--home`, else TELLTALE_HOME, else the system's place for user data. Desktop, server and command line share it,
 * so that all three show the same events.
 */
export function homeDirectory(option: string | undefined, env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform = process.platform): string {
  const given = option ?? env['TELLTALE_HOME']
  if (given) return resolve(given)
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'telltale')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'telltale')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'telltale')
}

/** The one file that holds data, catalogue, models and verdicts. */
export function projectFile(home: string): string {
  return join(home, 'project.telltale')
}
