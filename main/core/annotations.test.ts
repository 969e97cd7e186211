import { describe, expect, it } from 'vitest'
import { testCore } from './testing/core.ts'

async function plant() {
  const made = await testCore()
  const pump = await made.store.catalog.assets.ensure({ name: 'P-101' })
  const fan = await made.store.catalog.assets.ensure({ name: 'K-301' })
  const flow = await made.store.catalog.tags.ensure({ asset: pump.id, name: 'flow' })
  const other = await made.store.catalog.tags.ensure({ asset: fan.id, name: 'speed' })
  return { ...made, pump: pump.id, fan: fan.id, flow: flow.id, other: other.id, words: 'Seal changed.' }
}

describe('annotations', () => {
  it('belong to tags and times, say who wrote them and when, and are found by asset, oldest first', async () => {
    const { client, pump, fan, flow, words } = await plant()
    const late = await client.annotations.put({ asset: pump, tags: [flow], from: 20, to: 30, words })
    const early = await client.annotations.put({ asset: pump, tags: [], from: 5, to: 5, words: 'Trip.' })
    await client.annotations.put({ asset: fan, tags: [], from: 1, to: 2, words })
    expect(late).toMatchObject({ asset: pump, tags: [flow], from: 20, to: 30, words, by: 'engineer', at: Date.UTC(2026, 0, 1) })
    expect(await client.annotations.list({ asset: pump })).toEqual([early, late])
    expect(await client.annotations.list({})).toHaveLength(3)
  })

  it('are changed in place, removed, and put there again under the same id', async () => {
    const { client, pump, words, time } = await plant()
    const one = await client.annotations.put({ asset: pump, tags: [], from: 5, to: 6, words })
    time.now += 1000
    const changed = await client.annotations.put({ ...one, words: 'Gland changed.' })
    expect(await client.annotations.list({ asset: pump })).toEqual([{ ...one, words: 'Gland changed.', at: one.at + 1000 }])
    expect(await client.annotations.remove({ id: one.id })).toEqual({ removed: true })
    expect(await client.annotations.remove({ id: one.id })).toEqual({ removed: false })
    expect(await client.annotations.list({ asset: pump })).toEqual([])
    await client.annotations.put(changed)
    expect(await client.annotations.list({ asset: pump })).toEqual([changed])
  })

  it('need words, an order of times, an asset, and tags of that asset', async () => {
    const { client, pump, other, words } = await plant()
    await expect(client.annotations.put({ asset: pump, tags: [], from: 5, to: 6, words: '  ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.annotations.put({ asset: pump, tags: [], from: 7, to: 6, words })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.annotations.put({ asset: 99, tags: [], from: 5, to: 6, words })).rejects.toMatchObject({ code: 'not_found' })
    await expect(client.annotations.put({ asset: pump, tags: [other], from: 5, to: 6, words })).rejects.toMatchObject({ code: 'bad_input' })
    await expect(client.annotations.put({ asset: pump, tags: [99], from: 5, to: 6, words })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('tell every window that something was written', async () => {
    const { client, store, pump, words } = await plant()
    const told: string[] = []
    const off = store.feed.subscribe((topic) => told.push(topic))
    const { id } = await client.annotations.put({ asset: pump, tags: [], from: 5, to: 6, words })
    await client.annotations.remove({ id })
    off()
    expect(told).toEqual(['annotations', 'annotations'])
  })
})

describe('limits', () => {
  it('are set, changed and taken away by tag, and refused where low is not below high', async () => {
    const { client, flow, other } = await plant()
    await client.annotations.setLimits({ tag: flow, low: 3, high: null })
    await client.annotations.setLimits({ tag: other, low: 1, high: 2 })
    await client.annotations.setLimits({ tag: flow, low: 3, high: 9 })
    expect(await client.annotations.limits()).toEqual([{ tag: flow, low: 3, high: 9 }, { tag: other, low: 1, high: 2 }])
    await client.annotations.setLimits({ tag: flow, low: null, high: null })
    expect(await client.annotations.limits()).toEqual([{ tag: other, low: 1, high: 2 }])
    await expect(client.annotations.setLimits({ tag: flow, low: 5, high: 5 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.annotations.setLimits({ tag: 99, low: 1, high: 5 })).rejects.toMatchObject({ code: 'not_found' })
  })
})
