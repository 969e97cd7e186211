import { dump } from 'js-yaml'
import { environmentName, type EnvironmentName, type Stack } from '../../../config/stack.ts'
import { renderCompose } from './compose.ts'
import { renderKubernetes } from './kubernetes.ts'

export const renderCommand = 'node scripts/renderStack.ts'

/** Path below the repository -> content of every generated file. Production lies in `k8s/` itself, the others in a folder of their name. */
export function renderFiles(stacks: Readonly<Record<EnvironmentName, Stack>>): Map<string, string> {
  const files = new Map<string, string>()
  for (const environment of environmentName.options) {
    const stack = stacks[environment]
    const folder = environment === 'production' ? 'k8s' : `k8s/${environment}`
    renderKubernetes(stack).forEach(({ name, objects }, index) => {
      files.set(`${folder}/${String(index * 10).padStart(2, '0')}-${name}.yaml`, header(environment) + objects.map((object) => yaml(object)).join('---\n'))
    })
    const file = { production: 'docker-compose.yml', staging: 'docker-compose.staging.yml', development: 'docker-compose.dev.yml' }[environment]
    files.set(`docker/${file}`, header(environment) + yaml(renderCompose(stack)))
  }
  return files
}

const header = (environment: EnvironmentName) => `# Generated from config/stack.yaml (${environment}) by: ${renderCommand}\n# Change the definition and run it again; .ci/run fails when this file is not up to date.\n`

/** No anchors, no folding: what a reviewer reads in a diff is what the cluster gets. */
export const yaml = (value: unknown): string => dump(value, { noRefs: true, lineWidth: -1 })
