/** The deploying side of the program, as a root hands it to the core. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentName, readStack, type EnvironmentName, type Stack } from '../../config/stack.ts'
import type { DeployTargetKind, RenderedObject } from '../contract/deployments.ts'
import { Fault } from '../contract/errors.ts'
import { composeFileOf, createComposeTarget, type ComposeOptions } from './compose/index.ts'
import { createKubernetesTarget, type KubernetesOptions } from './kubernetes/index.ts'
import { folderOf } from './kubernetes/plan.ts'
import type { Deployer, Rendered } from './port.ts'
import { rehearse } from './rehearse/index.ts'
import { renderCompose } from './render/compose.ts'
import { yaml } from './render/files.ts'
import { renderKubernetes } from './render/kubernetes.ts'
import { objectName } from './render/objects.ts'

export interface DeployerOptions extends KubernetesOptions, ComposeOptions {
  /** Content of stack.yaml; the one that comes with the program when left out. */
  readonly stack?: string | undefined
}

/** @throws ConfigFault `bad_input` when the definition is faulty. */
export function createDeployer(options: DeployerOptions): Deployer {
  const stacks = readStack(options.stack ?? readFileSync(join(configDirectory(), 'stack.yaml'), 'utf8'), 'config/stack.yaml')
  const targets = { kubernetes: createKubernetesTarget(options), compose: createComposeTarget(options) }
  const rendered = (environment: EnvironmentName): Rendered => renderedOf(stacks[environment])
  return {
    environments: () =>
      environmentName.options.map((name) => ({
        name,
        about: stacks[name].about,
        namespace: stacks[name].namespace,
        files: { kubernetes: folderOf(name), compose: composeFileOf(name) },
        services: Object.entries(stacks[name].services).map(([id, { about, kind, image, replicas, autoscale }]) => ({ name: id, about, kind, image: `${image.name}:${image.tag}`, replicas, most: autoscale?.max ?? replicas })),
      })),
    rendered,
    objects: (environment, target) => objectsOf(rendered(environment), target),
    rehearse(environment, cluster) {
      const { steps, compose } = rendered(environment)
      const objects = steps.flatMap((step) => step.objects)
      return rehearse({ objects, compose: [{ file: 'docker-compose.yml', content: compose, has: () => true }], texts: [], manifestFiles: null }, cluster)
    },
    target(kind) {
      const target = targets[kind]
      if (!target) throw new Fault('not_supported', `There is no target ${String(kind)}.`, { target: kind })
      return target
    },
    async close() {
      await Promise.all(Object.values(targets).map((target) => target.close()))
    },
  }
}

const renderedOf = (stack: Stack): Rendered => ({ stack, steps: renderKubernetes(stack), compose: renderCompose(stack) })

function objectsOf({ steps, compose }: Rendered, target: DeployTargetKind): RenderedObject[] {
  if (target === 'compose') return Object.entries(compose.services).map(([name, service]) => ({ object: `compose/${name}`, step: name, yaml: yaml({ services: { [name]: service } }) }))
  return steps.flatMap(({ name, objects }) => objects.map((object) => ({ object: objectName(object), step: name, yaml: yaml(object) })))
}

/** `config/` beside the program: in the checkout, in the image and in the packaged application alike. */
function configDirectory(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'config', 'stack.yaml'))) return join(folder, 'config')
    if (folder === dirname(folder)) throw new Fault('file_unreadable', 'config/stack.yaml is missing beside the program. Install it again.', {})
  }
}
