/** What `deploy …` prints with `--json`: the contract's own pictures with their times in ISO 8601, as docs/cli.md says. */
import type { Operation, Plan, StackStatus } from '../contract/deployments.ts'
import { iso } from './verb.ts'

export const planShape = (plan: Plan) => ({ ...plan, at: iso(plan.at) })

export const statusShape = (status: StackStatus) => ({ ...status, at: iso(status.at), events: status.events.map((event) => ({ ...event, at: iso(event.at) })) })

export function operationShape({ startsAt, createdAt, endedAt, status, seq: _seq, ...rest }: Operation) {
  return { ...rest, createdAt: iso(createdAt), startsAt: iso(startsAt), endedAt: endedAt === null ? null : iso(endedAt), status: status && statusShape(status) }
}
