/** What a root hands to the core. Three roots (desktop, server, command line) build these and call `createCore`. */
import type { PickedFile, PickedFolder } from '../contract/shell.ts'
import type { About, EffectiveSetting, Preferences } from '../contract/settings.ts'
import type { ComputeHost } from '../compute/port.ts'
import type { Tasks } from '../compute/taskTable.ts'
import type { Deployer } from '../deploy/port.ts'
import type { SourceFile } from '../ingest/port.ts'
import type { Store } from '../storage/ports.ts'
import type { Tracking } from '../tracking/port.ts'
import type { WatchPort } from './watch.ts'

/** Turns the opaque name of a picked file or folder into the file or folder. */
export interface Sources {
  /** @throws Fault `not_found` when this ref was never given out or has expired. */
  resolve(ref: string): SourceFile
  /** @throws Fault `file_unreadable` when the path is no readable regular file. */
  register(path: string, name?: string): Promise<PickedFile>
  /** Path of a folder. @throws Fault `not_found` as `resolve`. */
  resolveFolder(ref: string): string
  /** Whether it may be watched is decided when it is. */
  registerFolder(path: string, name?: string): PickedFolder
}

/** What the workstation remembers of its user: electron-store on the desktop, the project's documents on a server. */
export interface PreferenceStore {
  get(): Promise<Preferences>
  set(change: Partial<Preferences>): Promise<Preferences>
}

/** Identity of this process among those that share the store, so that an interrupted job can be told from a running one. */
export interface Owner {
  readonly id: string
  isAlive(owner: string): boolean
}

export interface CorePorts {
  readonly store: Store
  readonly host: ComputeHost<Tasks>
  readonly sources: Sources
  readonly preferences: PreferenceStore
  /** Folder of the project, in which backups and exports are kept; without one there are none. */
  readonly home?: string
  readonly settings: () => EffectiveSetting[]
  /** Writes into the user's own file; absent where settings belong to somebody else. @throws Fault `bad_input` with what is allowed. */
  readonly changeSetting?: (path: string, value: unknown) => Promise<unknown>
  readonly about: () => Omit<About, 'store' | 'workers'>
  readonly owner: Owner
  /** Which folders may be watched for new recordings, and how often they are looked at; absent where none are. */
  readonly watch?: WatchPort
  /** The server that mirrors training runs; absent where the profile names none. */
  readonly tracking?: Tracking | null
  /** Loaded when the first call asks for it: the cluster's library takes a second to load, and most sessions never deploy. */
  readonly deployer: () => Promise<Deployer>
  /** Who judges: the name of the signed-in or system user. */
  readonly user: () => string
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly log: (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void
}
