import { implement } from '@orpc/server'
import { retention as contract } from '../contract/retention.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)

/** Dropping old points is always previewed: what is applied must be what was shown. */
export function retentionService({ host }: Pick<CorePorts, 'host'>) {
  return os.router({
    preview: os.preview.handler(({ input, signal }) => host.run('retention.preview', input, { lane: 'interactive', signal })),
    apply: os.apply.handler(({ input, signal }) => host.run('retention.run', input, { lane: 'batch', signal })),
  })
}
