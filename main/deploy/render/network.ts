import type { V1Ingress, V1NetworkPolicy, V1Service } from '@kubernetes/client-node'
import type { Stack, StackService } from '../../../config/stack.ts'
import { labelsOf, selectorOf, type KubernetesObject } from './objects.ts'

/** Stateful sets get a headless service: each pod has a name of its own. */
export function serviceOf(stack: Stack, id: string, { kind, port }: StackService): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: id, namespace: stack.namespace, labels: labelsOf(stack, id) },
    spec: {
      type: 'ClusterIP',
      ...(kind === 'statefulset' && { clusterIP: 'None' }),
      selector: selectorOf(stack, id),
      ports: [{ name: 'main', port, targetPort: 'main', protocol: 'TCP' }],
    },
  }
}

export function ingressOf(stack: Stack, id: string, { publish }: StackService): V1Ingress[] {
  if (!publish) return []
  const { host, class: ingressClassName, tlsSecret, issuer, bodyLimit } = publish
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: id,
        namespace: stack.namespace,
        labels: labelsOf(stack, id),
        annotations: {
          ...(issuer !== undefined && { 'cert-manager.io/cluster-issuer': issuer }),
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'nginx.ingress.kubernetes.io/proxy-body-size': bodyLimit,
          'nginx.ingress.kubernetes.io/proxy-read-timeout': '600',
          'nginx.ingress.kubernetes.io/proxy-send-timeout': '600',
          // An upload lies in one pod until it is imported: the browser must come back to that pod.
          'nginx.ingress.kubernetes.io/affinity': 'cookie',
          'nginx.ingress.kubernetes.io/affinity-mode': 'persistent',
          'nginx.ingress.kubernetes.io/session-cookie-secure': 'true',
          'nginx.ingress.kubernetes.io/session-cookie-samesite': 'Strict',
        },
      },
      spec: {
        ingressClassName,
        tls: [{ hosts: [host], secretName: tlsSecret }],
        rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: id, port: { name: 'main' } } } }] } }],
      },
    },
  ]
}

/** Nothing may talk to anything in the namespace, except what the policies of the services allow; every pod may ask for names. */
export function denyAll(stack: Stack): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace: stack.namespace, labels: labelsOf(stack) },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  }
}

/** A service is reached by those that need it and by the ingress controller that publishes it; it reaches what it needs. */
export function policyOf(stack: Stack, id: string, { port, needs, publish }: StackService): KubernetesObject {
  const users = Object.entries(stack.services).filter(([, other]) => other.needs.includes(id))
  const ports = [{ protocol: 'TCP', port }]
  const ingress = [
    ...(users.length > 0 ? [{ from: users.map(([user]) => ({ podSelector: { matchLabels: selectorOf(stack, user) } })), ports }] : []),
    ...(publish ? [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': publish.from } } }], ports }] : []),
  ]
  const egress = needs.map((other) => ({ to: [{ podSelector: { matchLabels: selectorOf(stack, other) } }], ports: [{ protocol: 'TCP', port: stack.services[other]!.port }] }))
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: id, namespace: stack.namespace, labels: labelsOf(stack, id) },
    spec: {
      podSelector: { matchLabels: selectorOf(stack, id) },
      policyTypes: ['Ingress', 'Egress'],
      ingress,
      egress,
    },
  }
}
