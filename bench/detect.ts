/** Speed of detection: the window-PCA stage against numpy in one thread, the threshold bench at 10 M samples, a year of 50 tags, one asset on two cores. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { driveAlone, driveWithThreads, type Driver } from '../main/compute/sideBySide/driver.ts'
import { defaultRules, findEvents } from '../models/detectors/findEvents.ts'
import { tellEvents } from '../models/detectors/tellEvents.ts'
import { telltale } from '../models/detectors/telltale/index.ts'
import { fitPattern, patternStage, type Pattern } from '../models/detectors/telltale/pattern.ts'
import { generatePlant } from '../models/plant/index.ts'
import type { Channel, Frame } from '../models/series/frame.ts'
import { createThresholdBench } from '../models/threshold/bench.ts'
import type { Bench, BenchRow } from './run.ts'

const rounds = 4
const widths = [20, 100]
const speedGoal = 1
const never = new AbortController().signal
const ratioGoal = 1.5

/** The first tag of the demonstration plant, standardised and without gaps, as long as asked for. */
function plantTag(rows: number): Float64Array {
  const x = new Float64Array(rows)
  let last = 0
  for (const { from, assets } of generatePlant({ seed: 1, start: Date.UTC(2025, 0, 1), interval: 60_000, rows, blockRows: 65_536 })) {
    for (const [i, value] of assets[0]!.columns[0]!.entries()) {
      if (!Number.isNaN(value)) last = value
      x[from + i] = last
    }
  }
  const mean = x.reduce((sum, value) => sum + value / rows, 0)
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2 / rows, 0))
  return x.map((value) => (value - mean) / deviation)
}

function fastest(work: () => void): number {
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    work()
    best = Math.min(best, (performance.now() - begun) / 1000)
  }
  return best
}

/** A virtual environment of its own, so that the peer is the same everywhere. */
function numpyIn(folder: string): string {
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')])
  const python = join(folder, 'venv', 'bin', 'python')
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'numpy==2.4.6'], { stdio: ['ignore', 'ignore', 'inherit'] })
  return python
}

/** Several oscillations with noise on them: a window of it has many shapes. Seeded. */
function lively(rows: number): Float64Array {
  let seed = 7
  const random = () => ((seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296) * 2 - 1
  return Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 3) + Math.sin(i / 11 + 1) + Math.sin(i / 29) + Math.sin(i / 7.3) + 0.5 * random())
}

function patternRows(kind: string, width: number, z: Float64Array, folder: string, python: string): BenchRow[] {
  const pattern: Pattern | undefined = fitPattern(z.subarray(0, 100_000), width)
  if (!pattern) throw new Error('the series is too short for a pattern')
  const out = new Float64Array(z.length)
  const stage = patternStage(pattern)
  const ours = z.length / 1e6 / fastest(() => {
    const memory = new Float64Array(stage.memory)
    for (let from = 0; from < z.length; from += 16_384) stage.run(memory, z.subarray(from, from + 16_384), out.subarray(from, from + 16_384))
  })
  for (const [name, values] of Object.entries({ series: z, mean: pattern.mean, shapes: pattern.shapes })) writeFileSync(join(folder, `${name}.f64`), new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
  const seconds = Number(execFileSync(python, [new URL('detectPeer.py', import.meta.url).pathname, folder, String(width), String(pattern.count)], { env, encoding: 'utf8' }))
  const theirs = new Float64Array(new Uint8Array(readFileSync(join(folder, 'scores.f64'))).buffer)
  for (let i = width; i < z.length; i++) if (Math.abs(out[i]! - theirs[i]!) > 1e-6) throw new Error(`row ${i}: ${out[i]} against ${theirs[i]} of numpy`)
  const peer = z.length / 1e6 / seconds
  const name = `window PCA, ${kind}, width ${width}, ${pattern.count} shapes`
  return [
    { name: `${name}: speed on one core`, ours, peer: null, peerName: 'none', ratio: null, unit: 'M samples/s', goal: `>= ${speedGoal}`, met: ours >= speedGoal },
    { name: `${name}: against numpy`, ours, peer, peerName: 'numpy, one thread', ratio: ours / peer, unit: 'M samples/s', goal: `>= ${ratioGoal} x`, met: ours / peer >= ratioGoal },
  ]
}

function thresholdRows(): BenchRow[] {
  let seed = 1
  const scores = Float64Array.from({ length: 10_000_000 }, () => -Math.log10(((seed = Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296 + 1e-12))
  const begun = performance.now()
  const bench = createThresholdBench(scores, defaultRules.gap)
  const building = performance.now() - begun
  const time = Float64Array.from(scores, (_, row) => 60_000 * row)
  const leads = Uint16Array.from(scores, (score, row) => (score < 2 ? 0 : 1 + ((row >> 12) % 5)))
  let slowest = 0
  for (let threshold = 0; threshold <= 8; threshold += 0.25) {
    const from = performance.now()
    const count = bench.eventsAt(threshold)
    bench.lowestWithin(count)
    tellEvents({ time, scores, leads }, threshold, 2)
    slowest = Math.max(slowest, performance.now() - from)
    const listed = findEvents(scores, threshold).length
    if (listed !== count) throw new Error(`${count} events at ${threshold}, but ${listed} when merged`)
  }
  const row = { peer: null, peerName: 'none', ratio: null, unit: 'ms' }
  return [
    { ...row, name: 'threshold bench, 10 M samples: any threshold, budget and list of what is told', ours: slowest, goal: '< 100', met: slowest < 100 },
    { ...row, name: 'threshold bench, 10 M samples: made once', ours: building, goal: 'printed', met: true },
  ]
}

/** So many tags of the plant, again with another seed until there are enough. */
function plantTags(count: number, rows: number): { time: Float64Array; columns: Float64Array[] } {
  const columns: Float64Array[] = []
  const time = new Float64Array(rows)
  for (let seed = 1; columns.length < count; seed++) {
    const first = columns.length
    for (const block of generatePlant({ seed, start: Date.UTC(2025, 0, 1), interval: 60_000, rows, blockRows: 65_536 })) {
      time.set(block.time, block.from)
      block.assets.flatMap((asset) => asset.columns).forEach((column, c) => {
        columns[first + c] ??= new Float64Array(rows)
        columns[first + c]!.set(column, block.from)
      })
    }
  }
  return { time, columns: columns.slice(0, count) }
}

const analogue = (columns: readonly Float64Array[]) => columns.map((_, c): Channel => ({ name: `tag ${c}`, unit: '', kind: 'analogue' }))

async function learnAndScore({ drive }: Driver, frame: Frame, reference: number): Promise<void> {
  const rows = frame.time.length
  const channels = analogue(frame.columns)
  const fitted = await drive((allocate) => telltale.fitSteps!(frame, channels, { reference: { from: 0, to: reference } }, allocate), never)
  const scorer = fitted.scorer()
  for (let from = 0; from < rows; from += 16_384) {
    const to = Math.min(rows, from + 16_384)
    const block: Frame = { time: frame.time.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) }
    await drive((allocate) => scorer.pushSteps!(block, allocate), never)
  }
}

/** A year of 50 tags at one minute, one asset of ten tags at a time. */
async function yearRow(): Promise<BenchRow> {
  const rows = 365 * 1440
  const { time, columns } = plantTags(50, rows)
  let seconds = 0
  for (let first = 0; first < 50; first += 10) {
    const begun = performance.now()
    await learnAndScore(driveAlone, { time, columns: columns.slice(first, first + 10) }, 30 * 1440)
    seconds += (performance.now() - begun) / 1000
  }
  return { name: 'a year of 50 tags at one minute, learned from a month and scored on one core', ours: seconds, peer: null, peerName: 'none', ratio: null, unit: 's', goal: '< 30', met: seconds < 30 }
}

/** One asset of 50 tags on two cores, beside the same on one. Turn by turn, the fastest of each: the first turn also starts the thread. */
async function bothCoresRow(): Promise<BenchRow> {
  const frame: Frame = plantTags(50, 60_000)
  const best = { one: Infinity, two: Infinity }
  await using two = driveWithThreads(new URL('../main/beside.ts', import.meta.url).pathname, 1)
  for (let turn = 0; turn < rounds; turn++) {
    for (const [kind, driver] of [['one', driveAlone], ['two', two]] as const) {
      const begun = performance.now()
      await learnAndScore(driver, frame, 30_000)
      best[kind] = Math.min(best[kind], (performance.now() - begun) / 1000)
    }
  }
  const ratio = best.one / best.two
  return { name: 'an asset of 50 tags and 60,000 rows, learned from half of them and scored, on two cores', ours: best.two, peer: best.one, peerName: 'on one core', ratio, unit: 's', goal: '>= 1.4 x', met: ratio >= 1.4 }
}

const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-detect-'))
  try {
    const python = numpyIn(folder)
    const series = { 'a tag of the plant': plantTag(1_000_000), 'a lively signal': lively(1_000_000) }
    const pattern = Object.entries(series).flatMap(([kind, z]) => widths.flatMap((width) => patternRows(kind, width, z, folder, python)))
    return [...pattern, ...thresholdRows(), await yearRow(), await bothCoresRow()]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
export default bench
