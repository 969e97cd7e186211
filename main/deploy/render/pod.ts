import type { V1Container, V1PodTemplateSpec, V1Probe } from '@kubernetes/client-node'
import type { Stack, StackService } from '../../../config/stack.ts'
import { labelsOf } from './objects.ts'

export const imageOf = ({ image: { name, tag, digest } }: Pick<StackService, 'image'>): string => (digest ? `${name}:${tag}@${digest}` : `${name}:${tag}`)

/** The pod of a service under Pod Security "restricted": no root, no capability, nothing writable but what is named, no token. */
export function podOf(stack: Stack, id: string, service: StackService): V1PodTemplateSpec {
  const { runAs, scratch, volumes, drain } = service
  const claims = service.kind === 'deployment' ? volumes : []
  return {
    metadata: { labels: labelsOf(stack, id) },
    spec: {
      serviceAccountName: id,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: drain,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: runAs.user,
        runAsGroup: runAs.group,
        fsGroup: runAs.group,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      // One node may go without taking all replicas along.
      ...((service.autoscale?.max ?? service.replicas) > 1 && {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { 'app.kubernetes.io/name': id } } },
        ],
      }),
      containers: [containerOf(id, service)],
      volumes: [
        ...scratch.map(({ name, size }) => ({ name: `${name}-scratch`, emptyDir: { sizeLimit: size } })),
        ...claims.map(({ name }) => ({ name, persistentVolumeClaim: { claimName: `${id}-${name}` } })),
      ],
    },
  }
}

function containerOf(id: string, service: StackService): V1Container {
  const { command, port, resources, environment, live, ready, scratch, volumes } = service
  return {
    name: id,
    image: imageOf(service),
    imagePullPolicy: 'IfNotPresent',
    ...(command && { command }),
    ports: [{ name: 'main', containerPort: port, protocol: 'TCP' }],
    env: Object.entries(environment).map(([name, value]) =>
      typeof value === 'string' ? { name, value } : { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } },
    ),
    resources,
    livenessProbe: probeOf(live),
    readinessProbe: probeOf(ready),
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [...scratch.map(({ name, path }) => ({ name: `${name}-scratch`, mountPath: path })), ...volumes.map(({ name, path }) => ({ name, mountPath: path }))],
  }
}

function probeOf({ http, exec, delay, every, timeout, failures }: StackService['live']): V1Probe {
  return {
    ...(http && { httpGet: { path: http.path, port: http.port, scheme: 'HTTP' } }),
    ...(exec && { exec: { command: exec } }),
    initialDelaySeconds: delay,
    periodSeconds: every,
    timeoutSeconds: timeout,
    failureThreshold: failures,
  }
}
