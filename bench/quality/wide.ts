/** Wide assets: many tags beside few rows, as a historian's export of a whole unit has them. Simulated, and made of stretches of the public recordings side by side. */
import { seeded, type Recording } from './inject.ts'
import { loadSkab, loadTep, loadVibration, type Columns } from './load.ts'

/** What a tag of the simulated asset is like. */
const quantisedShare = 0.2
const heavyShare = 0.2
/** Groups of between 4 and 20 tags that follow one cause are drawn so often beside single tags: a third of all tags are in one. */
const groupShare = 1 / 24

/** Standard normal numbers (Box & Muller 1958). */
function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** An autoregressive course of unit variance. @param heavy innovations are of Student's t with four degrees of freedom. */
function autoregressive(rows: number, memory: number, heavy: boolean, normal: () => number): Float64Array {
  const out = new Float64Array(rows)
  const innovation = () => {
    if (!heavy) return normal()
    let chi = 0
    for (let k = 0; k < 4; k++) chi += normal() ** 2
    return normal() / Math.sqrt(chi / 2)
  }
  const share = Math.sqrt(1 - memory * memory)
  let x = normal()
  for (let i = 0; i < rows; i++) {
    x = memory * x + share * innovation()
    out[i] = x
  }
  return out
}

/** Tags of many kinds: from white to slow, Gaussian and heavy, some quantised, a third of them in groups that follow one cause. Deterministic. */
export function simulatedAsset(channels: number, rows: number, seed: number): Columns {
  const random = seeded(seed)
  const normal = normals(random)
  const columns: Columns = []
  while (columns.length < channels) {
    const grouped = random() < groupShare
    const members = grouped ? Math.min(channels - columns.length, 4 + Math.floor(random() * 17)) : 1
    const cause = autoregressive(rows, 0.98 * random(), false, normal)
    for (let member = 0; member < members; member++) {
      const own = autoregressive(rows, 0.98 * random(), random() < heavyShare, normal)
      const share = grouped ? (random() < 0.5 ? -1 : 1) * (0.5 + 0.5 * random()) : 0
      const size = 10 ** (4 * random() - 2)
      const centre = 100 * size * random()
      const step = random() < quantisedShare ? 0.3 + random() : 0
      columns.push(
        own.map((x, i) => {
          const value = Math.sqrt(1 - 0.9 * share * share) * x + share * cause[i]!
          return centre + size * (step > 0 ? step * Math.round(value / step) : value)
        }),
      )
    }
  }
  return columns
}

/** Stretches of recordings without a fault as one asset of so many rows; what is not there is left out. */
function recordedAsset(data: string, rows: number): Columns {
  const stretches = (columns: Columns) => columns.flatMap((column) => Array.from({ length: Math.floor(column.length / rows) }, (_, k) => column.slice(k * rows, (k + 1) * rows)))
  const vibration = loadVibration(data, 'Normal_0')?.map((column) => column.subarray(0, 24_000))
  return [...stretches(loadSkab(data)?.clean ?? []), ...stretches(loadTep(data)?.normal ?? []), ...stretches(vibration ?? [])]
}

const minute = 60_000

/** @param data folder of the public recordings. */
export function wideAssets(data: string): Recording[] {
  const simulated = (channels: number, half: number, rows: number): Recording => ({
    name: `${channels} simulated tags, ${half} rows learned`,
    columns: simulatedAsset(channels, rows, channels + half),
    half,
    interval: minute,
  })
  const recorded = (name: string, columns: Columns): Recording[] => (columns.length === 0 ? [] : [{ name: `${columns.length} ${name}, ${Math.floor((columns[0]!.length * 2) / 3)} rows learned`, columns, half: Math.floor((columns[0]!.length * 2) / 3), interval: minute }])
  // The runs are normal up to row 400.
  const runs = loadSkab(data)?.runs.flatMap(({ columns }) => columns.map((column) => column.slice(0, 400))) ?? []
  return [
    ...[200, 1000, 2000].flatMap((channels) => [simulated(channels, 400, 2400), simulated(channels, 2000, 3000)]),
    ...recorded('columns of SKAB runs', runs),
    ...recorded('stretches of SKAB, TEP and CWRU', recordedAsset(data, 600)),
  ]
}
