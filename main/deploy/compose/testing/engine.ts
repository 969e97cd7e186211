import { execFileSync } from 'node:child_process'

/** A Docker engine that tests may use, beside whose published ports they run; unset where there is none. */
export const engine = process.env['TELLTALE_DOCKER_HOST'] || undefined
/** The program's image, built beforehand (a build needs the network, a test does not). */
export const image = process.env['TELLTALE_IMAGE'] || undefined
export const noEngine = 'Skipped: TELLTALE_DOCKER_HOST and TELLTALE_IMAGE name no Docker engine and image (.ci/services.sh with containers COMMAND).'

export const engineEnv = { ...process.env, DOCKER_HOST: engine }

/** @returns what docker printed. @throws when it fails. */
export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', env: engineEnv, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 }).trim()
}

export async function until<T>(look: () => T | Promise<T>, found: (seen: T) => boolean, tries = 600): Promise<T> {
  for (; ; tries--) {
    const seen = await look()
    if (found(seen) || tries === 0) return seen
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
