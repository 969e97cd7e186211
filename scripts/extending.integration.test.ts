/** Adds a panel and a detector in just the way docs/architecture.md says, one folder or file and one row each, in a copy of the program. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const copy = mkdtempSync(join(tmpdir(), 'telltale-extending-'))
const parts = ['bin', 'config', 'main', 'models', 'renderer', 'package.json', 'tsconfig.base.json']
const run = async (command: string, ...args: string[]) => {
  const { stdout } = await promisify(execFile)(command, args, { cwd: copy, maxBuffer: 1e8 }).catch((error: Error & { stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`) // a compiler tells its findings on stdout
  })
  return stdout
}

beforeAll(() => {
  for (const part of parts) cpSync(part, join(copy, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Puts one row into a table of the source, before the place that the pattern finds. */
function addRow(file: string, imports: string, place: RegExp, row: string) {
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  expect(source).toMatch(place)
  writeFileSync(path, imports + source.replace(place, (found) => `${row}${found}`))
}

const panel = `export default function Shifts() {
  return <div className="tt-panel">Who is on duty</div>
}
`

const detector = `import { restoredOrThrow } from './jumpLimit/restored.ts'
import type { Detector, DetectorState, FittedDetector } from './detector.ts'

/** Alarms on a step from one sample to the next that the reference never showed. */
export const jumpLimit: Detector = {
  id: 'jump-limit',
  version: 1,
  title: 'Largest jump',
  about: 'The largest step between two samples of the reference is the limit.',
  fit(frame, channels) {
    const limits = Float64Array.from(frame.columns, (column) => column.reduce((most, value, i) => (i > 0 ? Math.max(most, Math.abs(value - column[i - 1])) : most), 0))
    return fitted({ detector: 'jump-limit', version: 1, channels, data: { limits, interval: frame.time[1] - frame.time[0] } })
  },
  restore: (state) => fitted(restoredOrThrow(state)),
}

function fitted(state: DetectorState): FittedDetector {
  const { limits, interval } = state.data as { limits: Float64Array; interval: number }
  return {
    state,
    interval,
    lookahead: 0,
    scorer(checkpoint) {
      let last = (checkpoint as number[] | undefined) ?? []
      return {
        push(frame) {
          const judged = state.channels.map(({ kind }) => (kind === 'analogue' ? new Float64Array(frame.time.length) : new Float64Array(0)))
          const asset = new Float64Array(frame.time.length)
          frame.columns.forEach((column, c) => {
            if (judged[c].length === 0) return
            column.forEach((value, i) => {
              const before = i > 0 ? column[i - 1] : (last[c] ?? value)
              judged[c][i] = limits[c] > 0 ? (4 * Math.abs(value - before)) / limits[c] : 0
              asset[i] = Math.max(asset[i], judged[c][i])
            })
          })
          last = frame.columns.map((column) => column[column.length - 1])
          return { asset, channels: judged, stage: new Uint8Array(asset.length), operating: new Uint8Array(asset.length) }
        },
        checkpoint: () => last,
      }
    },
    thresholdFor: () => 5,
    expectation(frame, channel) {
      const actual = frame.columns[channel]
      return { expected: actual, lower: actual, upper: actual }
    },
    explain: (frame, event) => ({ stage: 'roughness', channels: [{ channel: 0, share: 1, expected: frame.columns[0][event.from], actual: frame.columns[0][event.from], onset: event.from }] }),
  }
}
`

describe('a panel', () => {
  it('is one folder and one row: it type-checks, and the built page carries it as a chunk of its own', async () => {
    mkdirSync(join(copy, 'renderer/panels/shifts'))
    writeFileSync(join(copy, 'renderer/panels/shifts/Shifts.tsx'), panel)
    addRow('renderer/panels/index.ts', '', /\] as const satisfies readonly PanelInfo\[\]/, `  { id: 'shifts', title: 'Shifts', about: 'Who is on duty', icon: Gauge, place: 'main', load: () => import('./shifts/Shifts.tsx') },\n`)
    await run('node_modules/.bin/tsc', '-p', 'renderer')
    await run('node_modules/.bin/vite', 'build', 'renderer', '--config', 'renderer/vite.config.ts', '--logLevel', 'error')
    expect(readdirSync(join(copy, 'out/renderer/assets')).some((name) => name.startsWith('Shifts-'))).toBe(true)
  })
})

describe('a detector', () => {
  it('is one file or folder and one row: it is chosen by name, and finds what it is made for', async () => {
    mkdirSync(join(copy, 'models/detectors/jumpLimit'))
    writeFileSync(
      join(copy, 'models/detectors/jumpLimit/restored.ts'),
      `import { DetectorFault, type DetectorState } from '../detector.ts'\nexport function restoredOrThrow(state: DetectorState): DetectorState {\n  if (state.detector !== 'jump-limit') throw new DetectorFault('bad_input', 'not my state')\n  return state\n}\n`,
    )
    writeFileSync(join(copy, 'models/detectors/jumpLimit.ts'), detector)
    addRow('models/detectors/index.ts', `import { jumpLimit } from './jumpLimit.ts'\n`, /(?<== \[\s*telltale\b)/, ', jumpLimit')
    await run('node_modules/.bin/tsc', '-p', 'models')

    const recording = join(copy, 'flow.csv')
    const rows = Array.from({ length: 600 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${i === 500 ? 40 : 10 + Math.sin(i / 9)}`)
    writeFileSync(recording, ['time,flow', ...rows].join('\n'))
    const telltale = async (...args: string[]) => JSON.parse(await run(process.execPath, 'bin/telltale.js', ...args, '--home', join(copy, 'home'), '--json')) as never
    await telltale('import', recording, '--asset', 'Line 1')
    expect(await telltale('detect', '--asset', 'Line 1', '--reference-rows', '300', '--detector', 'jump-limit')).toMatchObject({ detector: 'jump-limit', events: 1 })
    expect(await telltale('events', '--asset', 'Line 1')).toMatchObject([{ start: '2026-01-01T00:08:20.000Z', channels: [{ tag: 'flow' }] }])
    // and it stands beside the others as a baseline
    expect((await telltale('detect', '--asset', 'Line 1', '--reference-rows', '300')) as { baselines: { detector: string }[] }).toMatchObject({ baselines: expect.arrayContaining([expect.objectContaining({ detector: 'jump-limit' })]) as unknown })
  })
})
