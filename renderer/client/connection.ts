import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../main/contract/index.ts'
import type { Shell } from '../../main/contract/shell.ts'

export type Client = ContractRouterClient<Contract>

/** How the line to the core stands. `since` is the instant of the last change, epoch ms. */
export interface LineStatus {
  readonly state: 'connecting' | 'open' | 'lost'
  readonly since: number
}

/** All that the workstation knows of the world outside the page. Built by `connect`, or by a test. */
export interface Connection {
  readonly client: Client
  readonly shell: Shell
  status(): LineStatus
  /** Returns the unsubscribe. */
  onStatus(listener: () => void): () => void
  close(): void
}
