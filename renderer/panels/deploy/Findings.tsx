import type { Finding } from '../../../main/contract/deployments.ts'
import { t } from '../../strings.ts'
import { FindingMark } from './Marks.tsx'

const order = ['error', 'warning', 'info'] as const

/** Findings by how much they matter, each with what mends it. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return order.map((severity) => {
    const these = findings.filter((finding) => finding.severity === severity)
    if (these.length === 0) return null
    return (
      <section key={severity} className="tt-findings" aria-label={t.deploy.severities[severity]}>
        <h3>
          <FindingMark severity={severity} /> {t.deploy.severities[severity]} <span className="tt-hint tt-number">{these.length}</span>
        </h3>
        <ul>
          {these.map((finding) => (
            <li key={`${finding.code} ${finding.object} ${finding.words}`}>
              <p>
                <span className="tt-number tt-finding-object">{finding.object}</span> {finding.words} <span className="tt-code">{finding.code}</span>
              </p>
              <p className="tt-finding-cure">
                <span className="tt-hint">{t.deploy.cure}</span> {finding.cure}
              </p>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}
