/** Where the API keeps objects of a kind. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespaced: boolean
}

const kind = (group: string, resource: string, namespaced = true, version = group === 'autoscaling' ? 'v2' : 'v1'): Kind => ({ group, version, resource, namespaced })

/** The kinds that a stack renders to; whoever renders another adds its row here. */
export const kinds: Readonly<Record<string, Kind>> = {
  Namespace: kind('', 'namespaces', false),
  ServiceAccount: kind('', 'serviceaccounts'),
  Service: kind('', 'services'),
  ConfigMap: kind('', 'configmaps'),
  PersistentVolumeClaim: kind('', 'persistentvolumeclaims'),
  Deployment: kind('apps', 'deployments'),
  StatefulSet: kind('apps', 'statefulsets'),
  HorizontalPodAutoscaler: kind('autoscaling', 'horizontalpodautoscalers'),
  PodDisruptionBudget: kind('policy', 'poddisruptionbudgets'),
  NetworkPolicy: kind('networking.k8s.io', 'networkpolicies'),
  Ingress: kind('networking.k8s.io', 'ingresses'),
  CronJob: kind('batch', 'cronjobs'),
  Job: kind('batch', 'jobs'),
}

/** Never deleted by a plan: with them the data would go. */
export const keptKinds: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolumeClaim'])

/** `/apis/apps/v1/namespaces/iot-system/deployments/dashboard`; without a name, the collection. */
export function pathOf({ group, version, resource, namespaced }: Kind, namespace: string, name?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  return `${root}${namespaced ? `/namespaces/${namespace}` : ''}/${resource}${name === undefined ? '' : `/${name}`}`
}
