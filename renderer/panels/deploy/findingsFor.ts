import type { DeployTargetKind, Finding } from '../../../main/contract/deployments.ts'

/**
 * The findings that matter for a target: an image of the Compose file is no concern of a cluster, and a NetworkPolicy none of Compose. What
 * compares the two (a service without a workload) and what names no object of either concerns both.
 */
export function findingsFor(findings: readonly Finding[], target: DeployTargetKind): Finding[] {
  return findings.filter(({ object, code }) => {
    const ofCompose = object.startsWith('compose/')
    return target === 'kubernetes' ? !(ofCompose && code.startsWith('image_')) : ofCompose || !object.includes('/')
  })
}
