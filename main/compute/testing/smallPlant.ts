import type { Store } from '../../storage/ports.ts'

export const rows = 3000
const start = Date.UTC(2026, 0, 1)
export const faultAt = 2200

/** In an empty store: two related channels, one sample a minute; the temperature leaves its relation to the load from `faultAt` on for 200 samples. */
export async function smallPlant(store: Store) {
  const clock = () => start
  const asset = await store.catalog.assets.ensure({ name: 'P-101' })
  const tags = new Map<string, number>()
  for (const name of ['load', 'temperature']) tags.set(name, (await store.catalog.tags.ensure({ asset: asset.id, name, unit: name === 'load' ? 'kW' : '°C', kind: 'analogue' })).id)
  await store.catalog.tags.ensure({ asset: asset.id, name: 'remark', kind: 'text' })
  let seed = 7
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const time = Float64Array.from({ length: rows }, (_, i) => start + i * 60_000)
  const load = Float64Array.from({ length: rows }, (_, i) => 50 + 10 * Math.sin(i / 40) + random())
  const temperature = Float64Array.from(load, (value, i) => 20 + value / 2 + random() + (i >= faultAt && i < faultAt + 200 ? 12 : 0))
  await store.telemetry.append([{ series: tags.get('load')!, time, value: load }, { series: tags.get('temperature')!, time, value: temperature }])
  return { store, clock, asset, tags, time }
}
