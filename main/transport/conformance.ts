/** What the contract must do over every transport. A transport is done when this is green over it. */
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unpackColumns } from '../contract/columns.ts'
import { errorCodes, Fault } from '../contract/errors.ts'
import type { CallReport } from './faults.ts'
import type { testContract } from './testing/contract.ts'
import { createTestRouter, wave, type Seen } from './testing/router.ts'

export type TestClient = ContractRouterClient<typeof testContract>
export interface OpenTransport {
  readonly client: TestClient
  /** Cuts the line without a word; null where there is none to cut. */
  readonly drop: (() => void) | null
  /** false where the client itself refuses what its contract does not hold, before any line. */
  readonly carriesUnknown: boolean
  close(): Promise<void>
}

export function describeTransport(name: string, open: (router: ReturnType<typeof createTestRouter>, report: (report: CallReport) => void) => Promise<OpenTransport>): void {
  describe(`contract over ${name}`, () => {
    let line: OpenTransport
    let client: TestClient['probe']
    let seen: Seen
    let reports: CallReport[]
    beforeEach(async () => {
      seen = { waiting: 0, aborted: 0, streams: 0 }
      reports = []
      line = await open(createTestRouter(seen), (report) => reports.push(report))
      client = line.client.probe
    })
    afterEach(() => line.close())

    it('carries JSON both ways, null and Unicode included', async () => {
      const input = { text: 'Überdruck 泵 \u0000 😀', list: [1.5, null, -0.1, 1e300] }
      expect(await client.echo(input)).toEqual(input)
    })

    it('reads numbers where a URL has only text, and fills in defaults', async () => {
      expect(await client.byId({ id: 21 })).toEqual({ product: 42 })
      expect(await client.byId({ id: 21, times: 3 })).toEqual({ product: 63 })
    })

    it('carries a million values as raw bytes, to the bit', async () => {
      const n = 2 ** 20
      const { columns } = await client.columns({ n })
      const { v } = await unpackColumns(columns)
      expect(v).toHaveLength(n)
      expect(v).toEqual(Float64Array.from({ length: n }, (_, i) => wave(i)))
    })

    it('brings every code of the closed list back as a Fault', async () => {
      for (const code of errorCodes) {
        const error = await client.fail({ code }).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(Fault)
        expect(error).toMatchObject({ code, message: `what ${code} means`, detail: { line: 7 } })
      }
    })

    it('says of a defect only where to look; path and stack stay in the log', async () => {
      const error = (await client.defect().catch((thrown: unknown) => thrown)) as Fault
      expect(error.code).toBe('internal')
      expect(JSON.stringify([error.message, error.detail])).not.toMatch(/secret|\bat .*:\d+/)
      expect(error.message).toContain(reports[0]?.reference)
      expect(String(reports[0]?.fault.cause)).toContain('/home/secret/plant.db')
    })

    it('refuses a call of the wrong shape as bad_input, naming the field', async () => {
      const error = await client.echo({ text: 3 } as never).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'bad_input', message: expect.stringMatching(/^text: /) as string })
    })

    it('refuses a call nobody knows as not_found', async ({ skip }) => {
      if (!line.carriesUnknown) return skip('the client refuses it before any line')
      const { nothing } = line.client as unknown as { nothing: { here(): Promise<unknown> } }
      await expect((async () => nothing.here())()).rejects.toMatchObject({ code: 'not_found' })
    })

    it('streams 5,000 events in order', async () => {
      const got: number[] = []
      for await (const { i } of await client.count({ to: 5000 })) got.push(i)
      expect(got).toEqual(Array.from({ length: 5000 }, (_, i) => i))
    })

    it('tells the fault that ends a stream', async () => {
      const got: number[] = []
      const reading = (async () => {
        for await (const { i } of await client.breaks()) got.push(i)
      })()
      await expect(reading).rejects.toMatchObject({ name: 'Fault', code: 'store_busy', detail: { for: 3 } })
      expect(got).toEqual([1])
    })

    it('stops a stream at the source when its reader leaves', async () => {
      for await (const { seq } of await client.watch()) if (seq === 3) break
      await vi.waitFor(() => expect(seen.streams).toBe(0))
    })

    it('stops a stream at the source when its reader aborts', async () => {
      const abort = new AbortController()
      const reading = (async () => {
        for await (const { seq } of await client.watch(undefined, { signal: abort.signal })) if (seq === 3) abort.abort()
      })()
      await reading.catch((error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }))
      await vi.waitFor(() => expect(seen.streams).toBe(0))
    })

    it('tells the handler when its caller aborts', async () => {
      const abort = new AbortController()
      const waiting = client.wait(undefined, { signal: abort.signal })
      const refused = expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
      await vi.waitFor(() => expect(seen.waiting).toBe(1))
      abort.abort()
      await refused
      await vi.waitFor(() => expect(seen.aborted).toBe(1))
    })

    it('answers 200 calls at once, each with its own result', async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => client.echo({ text: String(i) })))
      expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_, i) => String(i)))
    })

    it('says that a dropped line is unreachable, to calls and streams alike, and stops what they ran', async ({ skip }) => {
      if (!line.drop) return skip('there is no line to drop')
      const call = expect(client.wait()).rejects.toMatchObject({ code: 'unreachable' })
      const stream = await client.watch()
      await stream.next()
      const reading = (async () => {
        for await (const one of stream) void one
      })()
      const streamed = expect(reading).rejects.toMatchObject({ code: 'unreachable' })
      await vi.waitFor(() => expect(seen.waiting).toBe(1))
      line.drop()
      await Promise.all([call, streamed])
      await vi.waitFor(() => expect(seen).toMatchObject({ aborted: 1, streams: 0 }))
    })
  })
}
