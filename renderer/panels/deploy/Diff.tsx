import type { FieldChange } from '../../../main/contract/deployments.ts'
import { t } from '../../strings.ts'

/** Field by field: what stands there now, and what would. */
export function Diff({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <table className="tt-diff">
      <thead className="tt-hidden">
        <tr>
          <th>{t.deploy.field}</th>
          <th>{t.deploy.before}</th>
          <th>{t.deploy.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ path, before, after }) => (
          <tr key={path}>
            <td>{path}</td>
            <td>{before === undefined ? <span className="tt-hint">{t.deploy.absent}</span> : <del>{shown(before)}</del>}</td>
            <td>{after === undefined ? <span className="tt-hint">{t.deploy.absent}</span> : <ins>{shown(after)}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
