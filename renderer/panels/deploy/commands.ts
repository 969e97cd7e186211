import type { EnvironmentInfo } from '../../../main/contract/deployments.ts'
import type { DeployView } from './view.ts'

/** What is known of a cluster that need not exist. */
export interface Supposed {
  readonly nodes: number
  readonly cpu: number
  /** Gibibytes. */
  readonly memory: number
  readonly storage: 'unknown' | 'ReadWriteOnce' | 'ReadWriteMany'
}

/** The lines of the steps that happen on this machine; those that ask a target come with its answers. */
export const commands = {
  objects: ({ files }: Pick<EnvironmentInfo, 'files'>, target: DeployView['target']): string =>
    target === 'kubernetes' ? `kubectl apply --dry-run=client -o yaml -f ${files.kubernetes}` : `docker compose -f ${files.compose} config`,
  rehearse: (environment: string, { nodes, cpu, memory, storage }: Supposed): string =>
    [
      `telltale deploy rehearse --environment ${environment}`,
      ...(nodes > 0 && cpu > 0 && memory > 0 ? Array.from({ length: nodes }, () => `--node ${cpu},${memory}Gi`) : []),
      ...(storage === 'unknown' ? [] : [`--storage-class standard=${storage === 'ReadWriteOnce' ? storage : 'ReadWriteOnce,ReadWriteMany'}`]),
    ].join(' '),
  contexts: ({ target, kubeconfig }: Pick<DeployView, 'target' | 'kubeconfig'>): string => (target === 'compose' ? 'docker context ls' : `kubectl${kubeconfig ? ' --kubeconfig KUBECONFIG_FILE' : ''} config get-contexts`),
}
