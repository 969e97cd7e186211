import type { StoreLocation } from './location.ts'
import type { Store } from './ports.ts'

/** Opens the project with the engine of its place; only that engine's driver is loaded. Faults as the engine says. */
export async function openStore(location: StoreLocation): Promise<Store> {
  if ('uri' in location) return (await import('./postgres/index.ts')).openPostgresStore(location)
  return (await import('./sqlite/index.ts')).openSqliteStore(location)
}

/** The same for a root: a backup that was chosen to be put back is put in the place of the project file first. */
export async function openProject(location: StoreLocation, clock: () => number): Promise<Store> {
  if ('file' in location) await (await import('./sqlite/index.ts')).completeRestore({ file: location.file, clock })
  return openStore(location)
}
