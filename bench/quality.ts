/**
 * Quality of detection by the protocols of docs/evaluation.md: the default detector and every baseline, live, on the same splits with
 * the same budget. `--only NAME` measures the protocols whose name holds NAME: skab, telemetry, tep, injected, nab, batadal. `--only transforms`
 * measures the default detector on recordings in other units, orders, rates and with gaps; `--only wide` measures all on one fault in assets of up to 2,000 tags.
 */
import { DetectorFault, type Detector } from '../models/detectors/detector.ts'
import { detectors } from '../models/detectors/index.ts'
import { joined } from './quality/frames.ts'
import { judgeInjected, type Recording } from './quality/inject.ts'
import { loadBatadal, loadNab, loadSkab, loadTelemetry, loadTep, loadVibration } from './quality/load.ts'
import { transformedPlant, transformedRun, transformedTelemetry, transforms } from './quality/transforms.ts'
import { wideAssets } from './quality/wide.ts'
import { judgeSingles, judgeSkab, judgeTelemetry, judgeTep, judgeWater } from './quality/protocols.ts'
import type { Bench, BenchRow } from './run.ts'

interface Figure {
  readonly name: string
  readonly value: number
  readonly unit?: string
  /** Absent: only printed. */
  readonly goal?: { readonly words: string; met(value: number, baselines: ReadonlyMap<string, number>): boolean }
  readonly lowerIsBetter?: boolean
}
const atLeast = (limit: number) => ({ words: `>= ${limit}`, met: (value: number) => value >= limit })
const atMost = (limit: number) => ({ words: `<= ${limit}`, met: (value: number) => value <= limit })

interface Protocol {
  readonly name: string
  /** The figures of one detector, or undefined where the recordings are not there. */
  prepare(data: string): ((detector: Detector) => Figure[]) | undefined
}

function recordingsIn(data: string): Recording[] {
  const recordings: Recording[] = []
  const add = (name: string, columns: Float64Array[], interval: number, second?: number) => recordings.push({ name, columns, half: columns[0]!.length >> 1, interval, ...(second && { second }) })
  const skab = loadSkab(data)
  if (skab) add('skab', skab.clean, 1000)
  const tep = loadTep(data)
  if (tep) add('tep', joined(tep.train, tep.normal), 180_000, tep.train[0]!.length)
  // A tenth of the recording has as many rows as the two others together; the interval is that of 12 kHz.
  const vibration = loadVibration(data, 'Normal_0')
  if (vibration) add('cwru', vibration.map((column) => column.subarray(0, 24_000)), 1 / 12)
  return recordings
}

/** Matrix profiles of the long recordings take minutes, and so does the explanation of PCA with hundreds of channels: a baseline is judged where it is quick. */
const tooSlow: Readonly<Record<string, readonly string[]>> = { injected: ['matrix-profile'], 'telemetry-whole': ['matrix-profile'], 'nab-whole': ['matrix-profile'], wide: ['matrix-profile', 'pca-t2-q'], 'wide-thousands': ['matrix-profile', 'pca-t2-q', 'persistence'] }

const telemetry = (fitting: 'reference' | 'whole'): Protocol => ({
  name: `telemetry-${fitting}`,
  prepare(data) {
    const channels = loadTelemetry(data)
    return (
      channels &&
      ((detector) => {
        const { events, vusPr, seconds } = judgeTelemetry(detector, channels, fitting)
        const both = fitting === 'whole'
        return [
          { name: `2 SMAP/MSL event F1 (fit: ${fitting})`, value: events.f1, goal: both ? atLeast(0.8) : undefined },
          { name: `2 SMAP/MSL precision (fit: ${fitting})`, value: events.precision },
          { name: `2 SMAP/MSL recall (fit: ${fitting})`, value: events.recall },
          { name: `3 SMAP/MSL column 0 mean VUS-PR (fit: ${fitting})`, value: vusPr, goal: both ? atLeast(0.6) : undefined },
          { name: `2 SMAP/MSL processor time (fit: ${fitting})`, value: seconds, unit: 's', goal: both ? atMost(20) : undefined, lowerIsBetter: true },
        ]
      })
    )
  },
})

const nab = (fitting: 'reference' | 'whole'): Protocol => ({
  name: `nab-${fitting}`,
  prepare(data) {
    const singles = loadNab(data)
    return (
      singles &&
      ((detector) => {
        const { events, vusPr } = judgeSingles(detector, singles, fitting)
        return [
          { name: `NAB event F1 (fit: ${fitting})`, value: events.f1 },
          { name: `NAB mean VUS-PR (fit: ${fitting})`, value: vusPr },
        ]
      })
    )
  },
})

const protocols: readonly Protocol[] = [
  {
    name: 'skab',
    prepare(data) {
      const skab = loadSkab(data)
      return (
        skab &&
        ((detector) => {
          const { f1, far, mar } = judgeSkab(detector, skab.runs)
          return [
            { name: '1 SKAB F1 (fit: reference)', value: f1, goal: atLeast(0.84) },
            { name: '1 SKAB false alarm rate (fit: reference)', value: far, goal: atMost(0.15), lowerIsBetter: true },
            { name: '1 SKAB missed alarm rate (fit: reference)', value: mar, lowerIsBetter: true },
          ]
        })
      )
    },
  },
  telemetry('reference'),
  telemetry('whole'),
  {
    name: 'tep',
    prepare(data) {
      const plant = loadTep(data)
      const beyondPca = (value: number, baselines: ReadonlyMap<string, number>) => value >= (baselines.get('pca-t2-q') ?? 0) + 0.1
      return (
        plant &&
        ((detector) => {
          const { detection, far, ownDetection, ownFar } = judgeTep(detector, plant)
          return [
            { name: '4 TEP faults 1-10 detection at the 99 % limit of d00_te (fit: reference)', value: detection, goal: { words: '>= PCA T2/Q + 0.1', met: beyondPca } },
            { name: '4 TEP false alarm rate at that limit (fit: reference)', value: far, goal: atMost(0.015), lowerIsBetter: true },
            { name: '4 TEP detection at the budget (fit: reference)', value: ownDetection },
            { name: '4 TEP false alarm rate at the budget (fit: reference)', value: ownFar, lowerIsBetter: true },
          ]
        })
      )
    },
  },
  {
    name: 'injected',
    prepare(data) {
      const recordings = recordingsIn(data)
      if (recordings.length === 0) return undefined
      return (detector) => {
        const { found, faults, first, topThree, delay, falseEvents, normalRows } = judgeInjected(detector, recordings, { sizes: [4, 8], repeats: 2, seed: 1 })
        const small = judgeInjected(detector, recordings, { sizes: [2], repeats: 2, seed: 2 })
        return [
          { name: '7 injected faults of 4 and 8 sd: share found (fit: reference)', value: found / faults, goal: atLeast(0.8) },
          { name: '7 of those, faulted channel first', value: first / found, goal: atLeast(0.85) },
          { name: '7 of those, faulted channel in the top three', value: topThree / found },
          { name: '7 mean delay', value: delay, unit: 'rows', lowerIsBetter: true },
          { name: '7 injected faults of 2 sd: share found', value: small.found / small.faults },
          { name: '7 false events per 10,000 normal rows', value: (falseEvents / normalRows) * 10_000, goal: atMost(5), lowerIsBetter: true },
        ]
      }
    },
  },
  nab('reference'),
  nab('whole'),
  {
    name: 'batadal',
    prepare(data) {
      const water = loadBatadal(data)
      return (
        water &&
        ((detector) => {
          const { f1, far } = judgeWater(detector, water)
          return [
            { name: 'BATADAL F1 of points (fit: reference)', value: f1 },
            { name: 'BATADAL false alarm rate (fit: reference)', value: far, lowerIsBetter: true },
          ]
        })
      )
    },
  },
]

/** One channel of many leaves its place for 40 rows: the whole asset is scored for each fault. */
const wideProtocols = (data: string): Protocol[] =>
  wideAssets(data).map((asset) => ({
    name: asset.columns.length < 1000 ? 'wide' : 'wide-thousands',
    prepare: () => (detector) => {
      const { bySize, first, found, falseEvents, normalRows } = judgeInjected(detector, [asset], { sizes: [4, 8], repeats: 3, seed: 3, longest: 40 })
      return [
        { name: `${asset.name}: faults of 8 sd found`, value: bySize[1]!, goal: atLeast(0.5) },
        { name: `${asset.name}: faults of 4 sd found`, value: bySize[0]! },
        { name: `${asset.name}: faulted channel first`, value: found === 0 ? 0 : first / found, goal: atLeast(0.85) },
        { name: `${asset.name}: false events per 10,000 normal rows`, value: (falseEvents / normalRows) * 10_000, goal: atMost(5), lowerIsBetter: true },
      ]
    },
  }))

/** What an engineer's rig would change about the recordings: printed for the default detector alone. */
function transformRows(data: string, detector: Detector): BenchRow[] {
  const [skab, telemetries, plant] = [loadSkab(data), loadTelemetry(data), loadTep(data)]
  const printed = (name: string, ours: number): BenchRow => ({ name, ours, peer: null, peerName: 'none', ratio: null, unit: '', goal: 'printed', met: true })
  return transforms.flatMap((transform) => {
    const rows: BenchRow[] = []
    if (skab) {
      const { f1, far } = judgeSkab(detector, skab.runs.map((run) => transformedRun(run, transform)))
      rows.push(printed(`1 SKAB F1, ${transform.name}`, f1), printed(`1 SKAB false alarm rate, ${transform.name}`, far))
    }
    if (telemetries) rows.push(printed(`2 SMAP/MSL event F1 (fit: whole), ${transform.name}`, judgeTelemetry(detector, telemetries.map((one) => transformedTelemetry(one, transform)), 'whole').events.f1))
    if (plant) {
      const { detection, far } = judgeTep(detector, transformedPlant(plant, transform))
      rows.push(printed(`4 TEP detection at the 99 % limit, ${transform.name}`, detection), printed(`4 TEP false alarm rate at that limit, ${transform.name}`, far))
    }
    return rows
  })
}

function measured(judge: (detector: Detector) => Figure[], detector: Detector): Figure[] {
  try {
    return judge(detector)
  } catch (error) {
    // A method that asks for a longer reference has no figures here: its rows are left out.
    if (error instanceof DetectorFault) return []
    throw error
  }
}

function rowsOf(figures: readonly Figure[], others: ReadonlyMap<string, readonly Figure[]>): BenchRow[] {
  return figures.flatMap(({ name, value, unit = '', goal, lowerIsBetter = false }, at): BenchRow[] => {
    const peers = [...others].flatMap(([id, theirs]) => (theirs[at] ? [[id, theirs[at].value] as const] : []))
    const better = (a: number, b: number) => (lowerIsBetter ? a < b : a > b)
    const ordered = peers.toSorted((a, b) => (better(a[1], b[1]) ? -1 : 1))
    const ratio = (peer: number) => (lowerIsBetter ? peer / value : value / peer)
    const row = (peerName: string, peer: number | null, words: string, met: boolean): BenchRow => {
      const share = peer === null ? null : ratio(peer)
      return { name, ours: value, peer, peerName, ratio: share !== null && Number.isFinite(share) ? share : null, unit, goal: words, met }
    }
    const words = goal?.words ?? 'printed'
    const met = goal?.met(value, new Map(peers)) ?? true
    const [best, ...rest] = ordered
    if (!best) return [row('none', null, words, met)]
    return [row(best[0], best[1], words, met), ...rest.map(([id, peer]) => row(id, peer, 'printed', true))]
  })
}

const bench: Bench = async ({ data, only = '' }) => {
  const [ours, ...baselines] = detectors
  if (only === 'transforms') return transformRows(data, ours!)
  const asked = only.startsWith('wide') ? wideProtocols(data) : protocols
  return asked
    .filter(({ name }) => name.includes(only))
    .flatMap(({ name, prepare }) => {
      const judge = prepare(data)
      if (!judge) return []
      const others = baselines.filter(({ id }) => !tooSlow[name]?.includes(id)).map((detector) => [detector.id, measured(judge, detector)] as const)
      return rowsOf(measured(judge, ours!), new Map(others))
    })
}
export default bench
