import { act, render, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { packColumns } from '../../main/contract/columns.ts'
import type { Client, Connection } from '../client/connection.ts'
import { CoreProvider, createQueryClient } from '../client/context.tsx'
import { fakeCore } from '../testing/fakeCore.ts'
import type { View } from './lane.ts'
import { useSeriesView } from './useSeriesView.ts'

/** A chart of one tag over a core that answers when it is told to. */
function chart(first: View) {
  const asked: { readonly from: number; readonly to: number; readonly signal: AbortSignal | undefined; readonly answer: () => void }[] = []
  const { connection } = fakeCore()
  const view = (input: { from: number; to: number; tags: number[] }, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('called back')))
      const t = Float64Array.of(input.from, input.to)
      asked.push({ ...input, signal, answer: () => resolve({ tags: input.tags.map((tag) => ({ tag, raw: true })), columns: packColumns({ t0: t, v0: t, q0: new Uint8Array(2) }) }) })
    })
  const client = { ...connection.client, series: { view: Object.assign(view, { call: view }) } } as unknown as Client // as: all that is asked of it here
  const held: Connection = { ...connection, client }
  function Chart({ view: shown }: { view: View }) {
    return <output>{useSeriesView({ tags: [1], view: shown, width: 640 }).data?.get(1)?.t[0]}</output>
  }
  const queryClient = createQueryClient()
  const page = (shown: View) => (
    <QueryClientProvider client={queryClient}>
      <CoreProvider connection={held} queryClient={queryClient}>
        <Chart view={shown} />
      </CoreProvider>
    </QueryClientProvider>
  )
  const { rerender, container } = render(page(first))
  const seen = () => Number(container.textContent)
  return {
    asked,
    seen,
    show: (shown: View) => rerender(page(shown)),
    async answer(i: number) {
      await act(async () => asked[i]?.answer())
      await waitFor(() => expect(seen()).toBe(asked[i]?.from))
    },
  }
}

const at = (from: number, span = 1000): View => ({ from, to: from + span })

describe('buckets of a view that moves', () => {
  it('are asked for at once, with room on both sides', async () => {
    const { asked, answer } = chart(at(10_000))
    await waitFor(() => expect(asked).toHaveLength(1))
    expect(asked[0]).toMatchObject({ from: 9500, to: 11_500 })
    await answer(0)
  })

  it('are not asked for again while what is there serves, and at once where it ends, one answer at a time', async () => {
    const { asked, answer, show, seen } = chart(at(10_000))
    await waitFor(() => expect(asked).toHaveLength(1))
    await answer(0)
    for (const from of [10_050, 10_100, 10_200, 10_250]) show(at(from))
    expect(asked).toHaveLength(1)
    // out of what is there, faster than a view can rest: the first is asked for and not called back by those that follow
    for (const from of [10_600, 10_800, 10_900, 10_700]) show(at(from))
    expect(asked.map(({ from }) => from)).toEqual([9500, 10_100])
    expect(asked[1]?.signal?.aborted).toBe(false)
    expect(seen()).toBe(9500) // drawn meanwhile
    await answer(1)
  })

  it('are made to fit once the view rests; what is on its way and will do is waited for', async () => {
    const { asked, answer, show } = chart(at(10_000))
    await waitFor(() => expect(asked).toHaveLength(1))
    show(at(10_000, 900))
    await answer(0)
    expect(asked[0]?.signal?.aborted).toBe(false)
    await waitFor(() => expect(asked.map(({ from, to }) => [from, to])).toEqual([[9500, 11_500], [9550, 11_350]]))
    await answer(1)
  })

  it('that were asked for and would be missing something are called back once the view rests', async () => {
    const { asked, answer, show } = chart(at(10_000))
    await waitFor(() => expect(asked).toHaveLength(1))
    show(at(10_000, 400))
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(asked[0]?.signal?.aborted).toBe(true)
    expect(asked[1]).toMatchObject({ from: 9800, to: 10_600 })
    await answer(1)
  })

  it('are asked for at once elsewhere, and what is on its way is called back', async () => {
    const { asked, answer, show } = chart(at(10_000))
    await waitFor(() => expect(asked).toHaveLength(1))
    show(at(90_000, 10))
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(asked[0]?.signal?.aborted).toBe(true)
    expect(asked[1]).toMatchObject({ from: 89_995, to: 90_015 })
    await answer(1)
  })
})
