/* oxlint-disable typescript/no-explicit-any -- rendered trees are read by path here */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { load, loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { environmentName, readStack, type Stack } from '../../../config/stack.ts'
import { renderCompose, secretVariable } from './compose.ts'
import { renderFiles, yaml } from './files.ts'
import { inOrder, renderKubernetes } from './kubernetes.ts'
import { objectName, type KubernetesObject } from './objects.ts'

const stacks = readStack(readFileSync('config/stack.yaml', 'utf8'))
const objectsOf = (stack: Stack) => renderKubernetes(stack).flatMap(({ objects }) => objects)
const production = objectsOf(stacks.production)
const find = (name: string): any => production.find((object) => objectName(object) === name)
const workloads = (objects: readonly KubernetesObject[]): any[] => objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')

describe('the generated files', () => {
  it('are up to date with config/stack.yaml', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/renderStack.ts', '--check'], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  it('are the same for the same definition, to the byte', () => {
    const again = renderFiles(readStack(readFileSync('config/stack.yaml', 'utf8')))
    expect([...again]).toEqual([...renderFiles(stacks)])
  })

  it('read back as what was rendered, names and numbers that look alike included', () => {
    for (const [path, text] of renderFiles(stacks)) if (path.startsWith('k8s/')) expect(yaml(loadAll(text)[0])).toBe(text.split('---\n')[0]!.replace(/^#.*\n#.*\n/, ''))
  })

  it('carry no Secret and no value of one', () => {
    for (const text of renderFiles(stacks).values()) {
      expect(text).not.toMatch(/kind: Secret\b/)
      expect(text).not.toMatch(/PASSWORD: (?!'\$\{)/)
    }
  })
})

describe('Kubernetes objects', () => {
  it('hold 3 dashboards that roll one by one and scale to 10 at 70 % and 80 %', () => {
    expect(find('Deployment/dashboard').spec).toMatchObject({ replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
    const { spec } = find('HorizontalPodAutoscaler/dashboard')
    expect(spec).toMatchObject({ minReplicas: 3, maxReplicas: 10 })
    expect(spec.metrics.map(({ resource }: any) => [resource.name, resource.target.averageUtilization])).toEqual([['cpu', 70], ['memory', 80]])
    expect(spec.behavior.scaleDown).toMatchObject({ stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] })
    const [container] = find('Deployment/dashboard').spec.template.spec.containers
    expect(container.livenessProbe.httpGet).toMatchObject({ path: '/health', port: 8050 })
    expect(container.readinessProbe.httpGet).toMatchObject({ path: '/ready', port: 8050 })
  })

  it('keep every pod of every environment to Pod Security "restricted"', () => {
    for (const environment of environmentName.options) {
      const objects = objectsOf(stacks[environment])
      expect(workloads(objects).length).toBeGreaterThan(0)
      for (const { spec } of workloads(objects)) {
        const pod = spec.template.spec
        expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } })
        expect(pod.securityContext.runAsUser).toBeGreaterThan(0)
        for (const container of pod.containers) {
          expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } })
          expect(container.resources).toMatchObject({ requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: { cpu: expect.any(String), memory: expect.any(String) } })
          expect(container.livenessProbe && container.readinessProbe).toBeTruthy()
        }
      }
      expect(objects[0]).toMatchObject({ kind: 'Namespace', metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } })
    }
  })

  it('let nothing in or out but what the stack says', () => {
    expect(find('NetworkPolicy/default-deny').spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    expect(find('NetworkPolicy/default-deny').spec.ingress).toBeUndefined()
    const { ingress, egress } = find('NetworkPolicy/postgres').spec
    expect(ingress).toHaveLength(1)
    expect(ingress[0].from[0].podSelector.matchLabels['app.kubernetes.io/name']).toBe('dashboard')
    expect(ingress[0].ports).toEqual([{ protocol: 'TCP', port: 5432 }])
    expect(egress).toEqual([])
  })

  it('refer only to objects that are there: services, claims, accounts, scale targets, ports', () => {
    for (const environment of environmentName.options) {
      const objects = objectsOf(stacks[environment])
      const names = new Set(objects.map(objectName))
      for (const object of objects as any[]) {
        if (object.kind === 'HorizontalPodAutoscaler') expect(names).toContain(`${object.spec.scaleTargetRef.kind}/${object.spec.scaleTargetRef.name}`)
        if (object.kind === 'Ingress') expect(names).toContain(`Service/${object.spec.rules[0].http.paths[0].backend.service.name}`)
        if (!object.spec?.template) continue
        expect(names).toContain(`ServiceAccount/${object.spec.template.spec.serviceAccountName}`)
        if (object.spec.serviceName) expect(names).toContain(`Service/${object.spec.serviceName}`)
        for (const { persistentVolumeClaim } of object.spec.template.spec.volumes) if (persistentVolumeClaim) expect(names).toContain(`PersistentVolumeClaim/${persistentVolumeClaim.claimName}`)
        const mounts = object.spec.template.spec.containers[0].volumeMounts.map(({ name }: any) => name)
        const volumes = [...object.spec.template.spec.volumes, ...(object.spec.volumeClaimTemplates ?? []).map(({ metadata }: any) => metadata)].map(({ name }) => name)
        expect(new Set(mounts)).toEqual(new Set(volumes))
      }
    }
  })

  it('select by labels that the pods carry', () => {
    for (const object of [...production] as any[]) {
      if (!object.spec?.template) continue
      expect(object.spec.template.metadata.labels).toMatchObject(object.spec.selector.matchLabels)
      expect(find(`Service/${object.metadata.name}`).spec.selector).toEqual(object.spec.selector.matchLabels)
    }
  })

  it('come after what they need, whatever the definition\'s order', () => {
    const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(graph, (lists) => {
        // Needs point to lower numbers only: a stack has no circle.
        const services = Object.fromEntries(lists.map((needs, i) => [`s${i}`, { needs: needs.filter((j) => j < i).map((j) => `s${j}`) }])) as unknown as Stack['services']
        const order = inOrder({ services })
        expect(order.toSorted()).toEqual(Object.keys(services).toSorted())
        for (const [id, { needs }] of Object.entries(services)) for (const other of needs) expect(order.indexOf(other)).toBeLessThan(order.indexOf(id))
        expect(inOrder({ services: Object.fromEntries(Object.entries(services).toReversed()) })).toEqual(order)
      }),
    )
  })
})

describe('the Compose file', () => {
  const compose: any = load(renderFiles(stacks).get('docker/docker-compose.yml')!)

  it('can be scaled: no container has a name of its own, the host ports are a range', () => {
    for (const service of Object.values<any>(compose.services)) expect(service).not.toHaveProperty('container_name')
    expect(compose.services.dashboard.ports).toEqual(['127.0.0.1:8050-8059:8050'])
    expect(compose.services.dashboard.deploy.replicas).toBe(3)
  })

  it('restricts every container as the cluster does', () => {
    for (const service of Object.values<any>(compose.services)) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
      expect(service.user).not.toMatch(/^0/)
      expect(service.deploy.resources.limits.memory).toMatch(/^\d+$/)
    }
  })

  it('waits for what a service needs and asks every secret of the environment', () => {
    expect(compose.services.dashboard.depends_on).toEqual({ postgres: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } })
    expect(compose.services.dashboard.environment.PGPASSWORD).toMatch(/^\$\{TELLTALE_DATABASE_PASSWORD:\?/)
    expect(secretVariable('telltale-database', 'password')).toBe('TELLTALE_DATABASE_PASSWORD')
  })

  it('asks Redis with its password, unseen and without changing anything', () => {
    const { command, healthcheck } = compose.services.redis
    expect(command.join(' ')).not.toMatch(/--requirepass/)
    expect(healthcheck.test.at(-1)).toBe('REDISCLI_AUTH="$$REDIS_PASSWORD" redis-cli ping | grep -q PONG')
  })

  it('keeps large scratch out of the memory', () => {
    expect(compose.services.dashboard.volumes).toEqual(['/data'])
    expect(compose.services.dashboard.tmpfs).toHaveLength(1)
  })

  it('is the same plain data for every stack that is rendered twice', () => {
    for (const environment of environmentName.options) expect(renderCompose(stacks[environment])).toEqual(renderCompose(stacks[environment]))
  })
})
