/** What another rig changes about a recording must not change what is found on it: real recordings, one of each kind. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findEvents } from '../../models/detectors/findEvents.ts'
import { telltale } from '../../models/detectors/telltale/index.ts'
import { joined, learnAndScore } from './frames.ts'
import { loadSkab, loadTelemetry, loadTep } from './load.ts'
import { judgeTep } from './protocols.ts'
import { transformedPlant, transforms } from './transforms.ts'

const data = process.env['TELLTALE_DATASETS'] ?? '../shared/data'
const missing = !existsSync(data)
if (missing) console.warn('skipped: there are no recordings; TELLTALE_DATASETS says where they lie')

const transform = (name: string) => transforms.find((one) => one.name === name)!

describe.skipIf(missing)('the same alarms on a real recording', () => {
  const recordings = () => {
    const skab = loadSkab(data)!.runs[0]!
    const telemetry = loadTelemetry(data)!.find(({ name }) => name === 'P-1')!
    const { train, faults } = loadTep(data)!
    return [
      { columns: skab.columns, judged: skab.columns.length, reference: 400, interval: 1000 },
      { columns: joined(telemetry.train, telemetry.test), judged: 1, reference: 'whole' as const, interval: 60_000, second: telemetry.train[0]!.length },
      { columns: joined(train, faults[0]!.columns), judged: train.length, reference: train[0]!.length, interval: 180_000, second: train[0]!.length },
    ]
  }

  it.each(['channels in reverse order', 'other units'])('in %s', (name) => {
    for (const { columns, judged, reference, interval, second } of recordings()) {
      const before = learnAndScore(telltale, columns, interval, reference, { judged, second })
      const after = learnAndScore(telltale, transform(name).apply(columns, judged).columns, interval, reference, { judged, second })
      expect(after.threshold).toBeCloseTo(before.threshold, 6)
      expect(findEvents(after.scores, after.threshold).map(({ from, to }) => [from, to])).toEqual(findEvents(before.scores, before.threshold).map(({ from, to }) => [from, to]))
      before.scores.forEach((score, row) => expect(Math.abs(after.scores[row]! - score)).toBeLessThan(1e-6))
    }
  })

  // With a twentieth of its values missing a channel has hardly a window without a gap: the shapes learned from the few explained nothing else, and
  // the faults of TEP drowned (.78 -> .09).
  it('as good as all with a twentieth of the values missing', () => {
    const plant = loadTep(data)!
    const { detection } = judgeTep(telltale, transformedPlant(plant, transform('a twentieth of the values missing')))
    expect(detection).toBeGreaterThan(judgeTep(telltale, plant).detection - 0.05)
  })
})
