import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { rows, smallPlant } from '../testing/smallPlant.ts'
import { detectCompare } from './detectCompare.ts'
import { detectRun } from './detectRun.ts'

const run = { signal: new AbortController().signal, report: () => {} }
const order = ['zscore-mad', 'pca-t2-q', 'isolation-forest', 'matrix-profile', 'persistence']

async function detected(request: Partial<Parameters<typeof detectRun>[1]> = {}) {
  const context = await smallPlant(await openSqliteStore({ file: ':memory:' }))
  const { detection, events } = await detectRun(context, { detector: 'telltale', reference: { rows: 2000 }, alarmsPerWeek: 1, job: 1, asset: context.asset.id, ...request }, run)
  const { catalog } = context.store
  return { context, catalog, events, input: { job: 2, asset: context.asset.id, detection }, row: () => catalog.detections.get(detection) }
}
const names = (baselines: readonly { readonly detector: string }[]) => baselines.map(({ detector }) => detector)

describe('detect.compare', () => {
  it('reports what every other method finds on the same split, whichever was chosen', async () => {
    const { context, input, row } = await detected({ detector: 'zscore-mad' })
    await detectCompare(context, input, run)
    const { baselines } = await row()
    expect(names(baselines)).toEqual(['telltale', ...order.slice(1)])
    for (const one of baselines) expect(one.alarmsPerWeek).toBeCloseTo((one.events * 7 * 1440) / rows, 9)
  })

  it('adds each method as it comes, to a detection whose events were there before', async () => {
    const { context, catalog, events, input, row } = await detected()
    expect(await row()).toMatchObject({ baselines: [], comparison: { state: 'under_way' } })
    const seen: Promise<readonly [number, string[], unknown]>[] = []
    const look = async () => {
      const { baselines, comparison } = await row()
      return [(await catalog.events.list()).length, names(baselines), comparison] as const
    }
    await detectCompare(context, input, { ...run, report: ({ doing }) => void (doing.startsWith('Comparing') && seen.push(look())) })
    expect(await Promise.all(seen)).toEqual(order.map((_, done) => [events, order.slice(0, done), { job: 2, state: 'under_way' }]))
    const made = await row()
    expect([names(made.baselines), Object.keys(made.baselineTold!), made.comparison]).toEqual([order, order, { job: 2, state: 'made' }])
  })

  it('finds the same whether normal is a stretch or the whole history, and whatever was recorded since', async () => {
    for (const reference of [{ rows: 2000 }, 'whole'] as const) {
      const { context, catalog, input, row } = await detected({ reference })
      await detectCompare(context, input, run)
      const before = await row()
      const late = context.time.at(-1)! + 60_000
      for (const { id, kind } of await catalog.tags.list({ asset: context.asset.id, derived: false }))
        if (kind !== 'text') await context.store.telemetry.append([{ series: id, time: Float64Array.from({ length: 500 }, (_, i) => late + i * 60_000), value: Float64Array.from({ length: 500 }, (_, i) => 1000 * (i % 7)) }])
      await detectCompare(context, input, run)
      const after = await row()
      expect(after.baselineTold).toEqual(before.baselineTold)
      expect(after.baselines.map(({ seconds: _seconds, ...same }) => same)).toEqual(before.baselines.map(({ seconds: _seconds, ...same }) => same))
    }
  })

  it('keeps what was compared when it is stopped in the middle, and begins with the first when it runs again', async () => {
    const { context, input, row } = await detected()
    const abort = new AbortController()
    const report = ({ doing }: { doing: string }) => void (doing.includes('Isolation forest') && abort.abort())
    await expect(detectCompare(context, input, { signal: abort.signal, report })).rejects.toMatchObject({ name: 'AbortError' })
    const stopped = await row()
    expect([names(stopped.baselines), stopped.comparison]).toEqual([['zscore-mad', 'pca-t2-q'], { job: 2, state: 'not_made' }])
    await detectCompare(context, input, run)
    expect([names((await row()).baselines), (await row()).comparison]).toEqual([order, { job: 2, state: 'made' }])
  })

  it('says of a method that the reference is too short for it', async () => {
    const { context, input, row } = await detected({ reference: { rows: 200 } })
    await detectCompare(context, input, run)
    const { baselines } = await row()
    expect(baselines.find(({ detector }) => detector === 'matrix-profile')).toMatchObject({ events: 0, refused: expect.stringContaining('needs 400') })
    expect(baselines.filter(({ refused }) => refused === undefined)).toHaveLength(4)
  })
})
