/** A place the stack can be deployed to. Every call ends within its deadline, whatever the other side does; all faults are `Fault`s. */
import type { EnvironmentName, Stack } from '../../config/stack.ts'
import type { ContextInfo, DeployTargetKind, EnvironmentInfo, FieldChange, Finding, Plan, Reach, RenderedObject, Revision, StackStatus, StepProgress } from '../contract/deployments.ts'
import type { ComposeFile } from './render/compose.ts'
import type { Step } from './render/kubernetes.ts'
import type { ClusterFacts } from './rehearse/material.ts'

/** Which cluster (or Docker engine). What is left out is taken from this machine's own settings. */
export interface Address {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
}

/** The stack of one environment, rendered for every target. */
export interface Rendered {
  readonly stack: Stack
  readonly steps: readonly Step[]
  readonly compose: ComposeFile
}

/** What was done, in words, and the line that does it by hand. */
export interface Done {
  readonly words: string
  readonly command: string
}

export interface DeployTarget {
  readonly kind: DeployTargetKind
  /** @throws Fault `not_found` when there is no kubeconfig, `file_not_understood` when it is none. */
  contexts(address: Address): Promise<ContextInfo[]>
  /** Never throws for what the other side does: that is its answer. */
  reach(address: Address): Promise<Reach>
  /** @throws Fault `unreachable`, `timed_out`, `unauthorised`, `forbidden` naming the right. */
  plan(address: Address, rendered: Rendered, signal?: AbortSignal): Promise<Plan>
  /**
   * Applies step by step; the next step begins when the workloads of the last are ready. `report` gets the full list of steps and the
   * newest status. When a step fails or `signal` aborts, nothing more is sent; what was applied stays, and the Fault says so.
   */
  apply(address: Address, rendered: Rendered, options: { signal: AbortSignal; report: (steps: StepProgress[], status: StackStatus | null) => void }): Promise<Done>
  status(address: Address, rendered: Rendered, signal?: AbortSignal): Promise<StackStatus>
  /** @throws Fault `conflict` when an autoscaler would take it back, `not_found` when there is no such workload. */
  scale(address: Address, rendered: Rendered, change: { workload: string; replicas: number }, signal?: AbortSignal): Promise<Done>
  revisions(address: Address, rendered: Rendered, workload: string, signal?: AbortSignal): Promise<Revision[]>
  /** @throws Fault `not_found` when there is no such revision. With `preview` nothing is changed. */
  undo(address: Address, rendered: Rendered, change: { workload: string; revision?: number | undefined; preview: boolean }, signal?: AbortSignal): Promise<Done & { revision: number; changes: FieldChange[] }>
  /** Ends what is under way and closes the connections. */
  close(): Promise<void>
}

/** What a root hands to the core. */
export interface Deployer {
  environments(): EnvironmentInfo[]
  rendered(environment: EnvironmentName): Rendered
  objects(environment: EnvironmentName, target: DeployTargetKind): RenderedObject[]
  rehearse(environment: EnvironmentName, cluster: ClusterFacts): Finding[]
  target(kind: DeployTargetKind): DeployTarget
  close(): Promise<void>
}
