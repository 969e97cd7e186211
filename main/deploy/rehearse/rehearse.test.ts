import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { environmentName, readStack } from '../../../config/stack.ts'
import { renderCompose } from '../render/compose.ts'
import { renderKubernetes } from '../render/kubernetes.ts'
import { quantity } from '../quantity.ts'
import { rehearse } from './index.ts'
import { readMaterial, type ClusterFacts, type Finding, type Material } from './material.ts'

const briefFolder = 'main/deploy/rehearse/fixtures/brief'
const brief = readMaterial(briefFolder)
const ours = (environment: 'development' | 'staging' | 'production'): Material => {
  const stack = readStack(readFileSync('config/stack.yaml', 'utf8'))[environment]
  // As data: what a reader of YAML would see.
  const content = JSON.parse(JSON.stringify(renderCompose(stack))) as ReturnType<typeof renderCompose>
  return { objects: renderKubernetes(stack).flatMap(({ objects }) => objects), compose: [{ file: 'docker-compose.yml', content, has: () => true }], texts: [], manifestFiles: null }
}
const laptop: ClusterFacts = { nodes: [{ name: 'kind', cpu: 8, memory: quantity('16Gi') }], storageClasses: [{ name: 'standard', isDefault: true, modes: ['ReadWriteOnce'] }], secrets: [] }
const of = (findings: readonly Finding[], code: string, object?: string) => findings.filter((one) => one.code === code && (object === undefined || one.object === object))

describe("the brief's own stack", () => {
  const alone = rehearse(brief)
  const onLaptop = rehearse(brief, laptop)

  it('asks for 12.1 CPU and 24.25 Gi at its peak, with 11 dashboards', () => {
    const [peak] = of(alone, 'capacity_peak')
    expect(peak!.words).toContain('12.1 CPU and 24.25 Gi')
    expect(peak!.words).toContain('11 dashboard (of them 1 while it is rolled out)')
    expect(peak!.words).toContain('2 mlflow')
  })

  it('does not fit on one laptop, and says how many pods of what stay Pending', () => {
    const [exceeded] = of(onLaptop, 'capacity_exceeded', 'Deployment/dashboard')
    expect(exceeded).toMatchObject({ severity: 'error' })
    // At rest 4.1 CPU and 8.25 Gi are taken: three more dashboards fit into the rest.
    expect(of(onLaptop, 'capacity_exceeded')).toHaveLength(1)
    expect(exceeded!.words).toMatch(/^5 dashboard pods of 1 CPU \/ 2 Gi would stay Pending/)
    expect(exceeded!.words).toContain('kind 8 CPU / 16 Gi')
  })

  it('claims 530 Gi in seven claims, four of them ReadWriteMany, which fail on a class that cannot share', () => {
    expect(of(alone, 'storage_total')[0]!.words).toBe('530 Gi in 7 claims, 4 of them ReadWriteMany.')
    expect(of(alone, 'storage_mode').map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning', 'warning'])
    const failing = of(onLaptop, 'storage_mode')
    expect(failing.map(({ object }) => object)).toEqual(['iot-data-pvc', 'iot-logs-pvc', 'iot-models-pvc', 'mlflow-artifacts-pvc'].map((name) => `PersistentVolumeClaim/${name}`))
    expect(failing.every(({ severity }) => severity === 'error')).toBe(true)
  })

  it.each([
    ['claim_without_workload', 'PersistentVolumeClaim/kafka-pvc', /kafka-pvc/],
    ['service_missing', 'ConfigMap/iot-config', /KAFKA_BOOTSTRAP_SERVERS points to kafka-service/],
    ['workload_missing', 'compose/kafka', /no Kubernetes workload/],
    ['workload_missing', 'compose/prometheus', /no Kubernetes workload/],
    ['workload_missing', 'compose/grafana', /no Kubernetes workload/],
    ['documentation_differs', 'README.md', /8 manifest files; there are 9/],
    ['documentation_differs', 'README.md', /calls postgres a StatefulSet; the manifest is a Deployment/],
    ['database_as_deployment', 'Deployment/postgres', /two pods/],
    ['image_latest', 'Deployment/dashboard', /iot-dashboard:latest says "latest"/],
    ['image_latest', 'Deployment/postgres', /latest-pg14/],
    ['image_moving', 'Deployment/redis', /redis:7-alpine/],
    ['secret_in_files', 'Secret/iot-secrets', /3 secret values .* Base64/],
    ['secret_default', 'compose/postgres', /POSTGRES_PASSWORD falls back/],
    ['secret_default', 'compose/grafana', /GF_SECURITY_ADMIN_PASSWORD/],
    ['variable_order', 'Deployment/dashboard', /\$\(DB_USER\), which is declared below/],
    ['ingress_class_annotation', 'Ingress/iot-ingress', /annotation/],
    ['no_disruption_budget', 'Deployment/dashboard', /3 replicas/],
    ['no_disruption_budget', 'Deployment/mlflow', /2 replicas/],
    ['no_network_policy', 'stack', /every pod of the cluster/],
    ['autoscaler_by_memory', 'HorizontalPodAutoscaler/dashboard-hpa', /seldom gives memory back/],
    ['pod_not_restricted', 'Deployment/dashboard', /runAsNonRoot/],
    ['probe_without_password', 'Deployment/redis', /cannot fail/],
    ['probe_without_password', 'compose/redis', /health check gives none/],
    ['compose_not_scalable', 'compose/dashboard', /second replica/],
    ['mount_missing', 'compose/postgres', /init-db\.sql/],
    ['mount_missing', 'compose/prometheus', /prometheus\.yml/],
    ['mount_missing', 'compose/nginx', /nginx\.conf/],
    ['order', 'stack', /Namespace -> ConfigMap -> Secret -> PersistentVolumeClaim -> Deployment -> Ingress/],
    ['undo_keeps_data', 'stack', /not data: what .*postgres/],
  ])('yields %s on %s', (code, object, words) => {
    expect(of(alone, code, object).map((one) => one.words)).toContainEqual(expect.stringMatching(words))
  })

  it('names no secret value in any finding', () => {
    expect(JSON.stringify(onLaptop)).not.toMatch(/placeholder|cGxhY2Vob2xkZXI|changeme/)
  })
})

describe('our own stack', () => {
  it.each(environmentName.options)('has no error and no fault of the brief in %s', (environment) => {
    const findings = rehearse(ours(environment))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    // What remains is what nobody can know without a cluster: whether the secrets are there.
    expect([...new Set(findings.filter(({ severity }) => severity === 'warning').map(({ code }) => code))]).toEqual(['secret_absent'])
  })

  it('asks for 11.6 CPU and 23.25 Gi in production', () => {
    expect(of(rehearse(ours('production')), 'capacity_peak')[0]!.words).toContain('At its peak the stack requests 11.6 CPU and 23.25 Gi: 1 postgres, 1 redis, 11 dashboard')
  })

  it('says which secrets a known cluster lacks, and the command that makes them', () => {
    const absent = of(rehearse(ours('production'), { ...laptop, secrets: ['telltale-access', 'telltale-cache'] }), 'secret_absent')
    expect(absent).toHaveLength(1)
    expect(absent[0]).toMatchObject({ severity: 'error', object: 'Secret/telltale-database', cure: 'kubectl --namespace iot-system create secret generic telltale-database --from-file=password=./password' })
  })

  it('fits on two nodes of 8 cores and 32 Gi', () => {
    const nodes = ['a', 'b'].map((name) => ({ name, cpu: 8, memory: quantity('32Gi') }))
    expect(of(rehearse(ours('production'), { nodes }), 'capacity_exceeded')).toEqual([])
  })

  it('is refused a second replica on a project file', () => {
    const objects = JSON.parse(JSON.stringify(ours('development').objects)) as any[] // oxlint-disable-line typescript/no-explicit-any -- a tree to break
    objects.find(({ kind }) => kind === 'Deployment').spec.replicas = 2
    expect(of(rehearse({ ...ours('development'), objects }), 'sqlite_replicas')).toHaveLength(1)
  })
})

describe('reading what others wrote', () => {
  it('says which file is no YAML', () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-rehearse-'))
    writeFileSync(join(folder, 'chart.yaml'), 'kind: {{ .Values.kind }}\n bad')
    expect(() => readMaterial(folder)).toThrow(/chart\.yaml is not valid YAML/)
    rmSync(folder, { recursive: true })
    expect(() => readMaterial(join(folder, 'gone'))).toThrow(/cannot be read: ENOENT/)
  })

  it('survives any tree in place of any part of a manifest', () => {
    const [deployment] = brief.objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'dashboard')
    const paths = pathsOf(deployment).filter((path) => path.length > 1 && path[0] !== 'metadata')
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const broken = JSON.parse(JSON.stringify(deployment)) as Record<string, unknown>
        let node = broken
        for (const key of path.slice(0, -1)) node = node[key] as Record<string, unknown>
        node[path.at(-1)!] = value
        const findings = rehearse({ ...brief, objects: [broken as unknown as Material['objects'][number], ...brief.objects.filter((one) => one !== deployment)] })
        expect(findings.length).toBeGreaterThan(0)
        expect(() => dump(findings)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })
})

function pathsOf(node: unknown, above: string[] = []): string[][] {
  if (typeof node !== 'object' || node === null) return [above]
  return [above, ...Object.entries(node).flatMap(([key, child]) => pathsOf(child, [...above, key]))]
}
