/** The port to a tracking server that mirrors training runs. What it knows comes from the project; the project never depends on it. */
import type { Run, RunState } from '../contract/runs.ts'

/** How far a run has been sent. Kept in the project after every step, so that a killed mirror goes on where it was. */
export interface Sent {
  /** Address of the server without secrets: another server begins from nothing. */
  readonly server: string
  readonly experiment: string
  readonly run: string
  /** Epochs whose metrics are there. */
  readonly epochs: number
  /** The state that was told last; null before the first time. */
  readonly state: RunState | null
  /** Everything there is about this run was sent. */
  readonly complete: boolean
}

export interface MirroredRun {
  readonly run: Omit<Run, 'mirror'>
  /** Name of this run in the world: the same for ever, and no other project has it. */
  readonly key: string
}

export interface Tracking {
  readonly server: string
  /**
   * Brings the server to what the run is now. May be repeated at any time, from any earlier `sent`: nothing is doubled.
   * @param keep called after each step that must not be repeated needlessly.
   * @throws Fault `unreachable`, `timed_out`, `unauthorised`, `not_supported`, `bad_input`.
   */
  send(run: MirroredRun, sent: Sent | null, keep: (sent: Sent) => Promise<void>): Promise<Sent>
  /** Where a person sees this run. */
  urlOf(sent: Sent): string
  /** Gives up what is on its way; every later call fails. */
  close(): void
}
