import type { ComputeHost } from '../compute/port.ts'
import { faultData } from '../contract/errors.ts'
import type { Store } from '../storage/ports.ts'

export interface Check {
  readonly status: 'ok' | 'failing'
  readonly words: string
  /** How long the look took, in milliseconds. */
  readonly latency: number
}
export interface Health {
  readonly status: 'ok' | 'failing'
  readonly version: string
  readonly checks: Readonly<Record<string, Check>>
  /** Epoch milliseconds of the look. */
  readonly at: number
}

/** Looks at each dependency, at most once in `cacheMs`, however many ask. A look that takes longer than `deadlineMs` has failed. */
export function createHealth({ checks, version, clock, cacheMs, deadlineMs = 2_000 }: {
  checks: Readonly<Record<string, () => Promise<{ ok: boolean; words: string }>>>
  version: string
  clock: () => number
  cacheMs: number
  deadlineMs?: number
}): () => Promise<Health> {
  let last: { at: number; health: Promise<Health> } | null = null

  async function look(check: () => Promise<{ ok: boolean; words: string }>): Promise<Check> {
    const began = clock()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<{ ok: false; words: string }>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, words: `No answer within ${deadlineMs / 1000} s.` }), deadlineMs)
    })
    const { ok, words } = await Promise.race([check(), late]).catch((error: unknown) => ({ ok: false, words: faultData(error).message }))
    clearTimeout(timer)
    return { status: ok ? 'ok' : 'failing', words, latency: clock() - began }
  }

  return () => {
    const now = clock()
    if (last && now - last.at < cacheMs) return last.health
    const health = (async () => {
      const looked = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await look(check)] as const))
      const status = looked.every(([, check]) => check.status === 'ok') ? 'ok' : 'failing'
      return { status, version, checks: Object.fromEntries(looked), at: now } as const
    })()
    last = { at: now, health }
    return health
  }
}

export const checksOf = ({ store, host }: { store: Pick<Store, 'health'>; host: Pick<ComputeHost, 'status'> }) => ({
  store: async () => {
    const { healthy, words } = await store.health()
    return { ok: healthy, words }
  },
  worker: async () => {
    const crashed = host.status().some(({ lane, state }) => lane === 'interactive' && state === 'crashed')
    return { ok: !crashed, words: crashed ? 'The worker process ended and is being started again.' : 'Running.' }
  },
})
