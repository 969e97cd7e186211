import { setImmediate as turn } from 'node:timers/promises'
import { implement } from '@orpc/server'
import { packColumns } from '../../contract/columns.ts'
import { Fault } from '../../contract/errors.ts'
import { testContract } from './contract.ts'

export interface Seen {
  /** Calls of `wait` that began, and those whose signal was aborted. */
  waiting: number
  aborted: number
  /** Streams that are open now. */
  streams: number
}

export const wave = (i: number): number => (i % 1000 === 0 ? NaN : Math.sin(i))

export function createTestRouter(seen: Seen) {
  const { probe } = implement(testContract)
  return implement(testContract).router({
    probe: {
      echo: probe.echo.handler(({ input }) => input),
      byId: probe.byId.handler(({ input }) => ({ product: input.id * input.times })),
      columns: probe.columns.handler(({ input }) => ({ columns: packColumns({ v: Float64Array.from({ length: input.n }, (_, i) => wave(i)) }) })),
      fail: probe.fail.handler(({ input }) => {
        throw new Fault(input.code, `what ${input.code} means`, { line: 7 })
      }),
      defect: probe.defect.handler(() => {
        throw new Error('cannot open /home/secret/plant.db')
      }),
      wait: probe.wait.handler(({ signal }) => {
        seen.waiting++
        return new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => {
            seen.aborted++
            reject(new Fault('cancelled', 'stopped'))
          }),
        )
      }),
      count: probe.count.handler(async function* ({ input }) {
        for (let i = input.from; i < input.to; i++) yield { i }
      }),
      breaks: probe.breaks.handler(async function* () {
        yield { i: 1 }
        throw new Fault('store_busy', 'another process writes', { for: 3 })
      }),
      watch: probe.watch.handler(async function* ({ signal }) {
        seen.streams++
        try {
          for (let seq = 0; !signal?.aborted; seq++) {
            yield { seq }
            await turn()
          }
        } finally {
          seen.streams--
        }
      }),
    },
  })
}
