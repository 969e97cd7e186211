import { create } from 'zustand'
import type { DeployTargetKind, EnvironmentInfo, Where } from '../../../main/contract/deployments.ts'
import type { PickedFile } from '../../../main/contract/shell.ts'

export const tabs = ['stack', 'rehearsal', 'target', 'plan', 'running'] as const
export type Tab = (typeof tabs)[number]

/** What is deployed and where to, as chosen: kept while other panels are in front. */
export interface DeployView {
  readonly environment: EnvironmentInfo['name']
  readonly target: DeployTargetKind
  /** null: that of this machine. */
  readonly kubeconfig: PickedFile | null
  /** null: the current one. */
  readonly context: string | null
  readonly tab: Tab
  set(change: Partial<Omit<DeployView, 'set'>>): void
}

export const useDeployView = create<DeployView>((set) => ({
  environment: 'production',
  target: 'kubernetes',
  kubeconfig: null,
  context: null,
  tab: 'rehearsal',
  set: (change) => set(change),
}))

/** What every call about a target is given. */
export function whereOf({ environment, target, kubeconfig, context }: Pick<DeployView, 'environment' | 'target' | 'kubeconfig' | 'context'>): Where {
  return { environment, target, ...(kubeconfig && target === 'kubernetes' && { kubeconfig: kubeconfig.ref }), ...(context !== null && { context }) }
}
