import { describe, expect, it } from 'vitest'
import type { OpenStore } from '../conformance.ts'
import type { DetectionRow, EventRow, JobRow } from '../ports.ts'
import { fresh } from './stores.ts'

const detectionOf = (asset: number): Omit<DetectionRow, 'id'> => ({
  asset,
  detector: 'telltale',
  detectorVersion: 1,
  title: 'Telltale',
  reference: { from: 0, to: 10, rows: 10, whole: false },
  threshold: 3.5,
  alarmsPerWeek: 2,
  rows: 100,
  from: 0,
  to: 100,
  seconds: 0.1,
  ranAt: 1_700_000_000_000,
  channels: [{ tag: 1, name: 'pressure', judged: true, why: 'analogue' }],
  baselines: [],
  simulated: false,
  scoreSeries: { asset: 5, tags: { 1: 6 } },
  model: 'detector-abc',
})

const eventOf = (asset: number, id: string, score = 5): Omit<EventRow, 'detection'> => ({
  id,
  asset,
  start: 10,
  end: 20,
  peak: 15,
  score,
  tail: 10 ** -score,
  severity: 2,
  words: 'pressure left its band',
  stage: 'telltale 1',
  operating: 'running',
  inReference: false,
  simulated: false,
  channels: [{ tag: 1, name: 'pressure', unit: 'bar', share: 1, expected: 1.5, actual: 2.5, onset: 11 }],
})

const verdictOf = (event: string, verdict: 'problem' | 'not_a_problem' | null, at = 1) => ({ event, verdict, reason: null, note: 'ä "quoted"', until: null, by: 'me', at })

export function catalogConformance(open: OpenStore): void {
  describe('catalog', () => {
    it('names each asset once and keeps a tree', async () => {
      const { catalog } = await fresh(open)
      const area = await catalog.assets.ensure({ name: 'Area 1' })
      const pump = await catalog.assets.ensure({ name: "Pump 'A' – Süd", parent: area.id, simulated: true })
      expect(await catalog.assets.ensure({ name: pump.name })).toEqual(pump)
      expect(await catalog.assets.list()).toEqual([area, pump])
      expect(await catalog.assets.byName('Area 1')).toEqual(area)
      expect(await catalog.assets.byName('area 1')).toBeNull()
      await expect(catalog.assets.update(pump.id, { name: 'Area 1' })).rejects.toMatchObject({ code: 'conflict' })
      await expect(catalog.assets.update(area.id, { parent: pump.id })).rejects.toMatchObject({ code: 'bad_input' })
      await expect(catalog.assets.ensure({ name: 'x', parent: 999 })).rejects.toMatchObject({ code: 'not_found' })
      expect(await catalog.assets.update(pump.id, { name: 'Pump B' })).toEqual({ ...pump, name: 'Pump B' })
      await expect(catalog.assets.get(999)).rejects.toMatchObject({ code: 'not_found' })
    })

    it('removes an asset with its tags, detections, events and verdicts, and moves what lay below it up', async () => {
      const { catalog } = await fresh(open)
      const top = await catalog.assets.ensure({ name: 'top' })
      const middle = await catalog.assets.ensure({ name: 'middle', parent: top.id })
      const low = await catalog.assets.ensure({ name: 'low', parent: middle.id })
      const tag = await catalog.tags.ensure({ asset: middle.id, name: 'p' })
      const detection = await catalog.detections.add(detectionOf(middle.id), [eventOf(middle.id, 'e1')])
      await catalog.events.judge(verdictOf('e1', 'problem'))
      await catalog.assets.remove(middle.id)
      expect(await catalog.assets.get(low.id)).toMatchObject({ parent: top.id })
      await expect(catalog.tags.get(tag.id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(catalog.detections.get(detection.id)).rejects.toMatchObject({ code: 'not_found' })
      expect(await catalog.events.list()).toEqual([])
      expect(await catalog.events.history('e1')).toEqual([])
      await expect(catalog.assets.remove(middle.id)).rejects.toMatchObject({ code: 'not_found' })
    })

    it('keeps tags with their defaults, and never gives a number out twice', async () => {
      const { catalog } = await fresh(open)
      const { id: asset } = await catalog.assets.ensure({ name: 'a' })
      const tag = await catalog.tags.ensure({ asset, name: 'p' })
      expect(tag).toEqual({ id: tag.id, asset, name: 'p', unit: '', kind: 'analogue', kindGuessed: true, grade: null, reasons: [], labels: [], derived: null })
      expect(await catalog.tags.ensure({ asset, name: 'p', unit: 'bar' })).toEqual(tag)
      const changed = await catalog.tags.update(tag.id, { unit: 'bar', kind: 'counter', kindGuessed: false, grade: 'low', labels: ['on', 'off'], reasons: [{ code: 'gaps', words: 'w', cure: 'c' }] })
      expect(await catalog.tags.get(tag.id)).toEqual(changed)
      expect(changed).toMatchObject({ unit: 'bar', kind: 'counter', grade: 'low', name: 'p' })
      const other = await catalog.tags.ensure({ asset, name: 'q' })
      await expect(catalog.tags.update(other.id, { name: 'p' })).rejects.toMatchObject({ code: 'conflict' })
      await expect(catalog.tags.ensure({ asset: 999, name: 'p' })).rejects.toMatchObject({ code: 'not_found' })
      await expect(catalog.tags.ensureAll([{ asset, name: 'new' }, { asset: 999, name: 'p' }])).rejects.toMatchObject({ code: 'not_found' })
      await expect(catalog.tags.updateAll([{ id: other.id, change: { unit: 'm' } }, { id: other.id, change: { name: 'p' } }])).rejects.toMatchObject({ code: 'conflict' })
      // all or none
      expect(await catalog.tags.list({ asset })).toEqual([changed, other])
      const many = await catalog.tags.ensureAll([{ asset, name: 'q' }, { asset, name: 's', unit: 'kW' }])
      expect(many).toEqual([other, expect.objectContaining({ name: 's', unit: 'kW' })])
      expect(await catalog.tags.updateAll([{ id: many[1]!.id, change: { grade: 'high' } }])).toEqual([{ ...many[1], grade: 'high' }])
      await catalog.tags.remove([many[1]!.id])
      await catalog.tags.remove([other.id])
      const next = await catalog.tags.ensure({ asset, name: 'r' })
      expect(next.id).toBeGreaterThan(other.id)
    })

    it('leaves derived series out of lists unless they are asked for', async () => {
      const { catalog } = await fresh(open)
      const { id: asset } = await catalog.assets.ensure({ name: 'a' })
      const tag = await catalog.tags.ensure({ asset, name: 'p' })
      const score = await catalog.tags.ensure({ asset, name: 'p', derived: 'score' })
      expect(score.id).not.toBe(tag.id)
      expect(await catalog.tags.list()).toEqual([tag])
      expect(await catalog.tags.list({ asset, derived: true })).toEqual([score])
      expect(await catalog.tags.list({ asset: 999 })).toEqual([])
    })

    it('stores a detection and its events together', async () => {
      const { catalog } = await fresh(open)
      const { id: asset } = await catalog.assets.ensure({ name: 'a' })
      const first = await catalog.detections.add(detectionOf(asset), [eventOf(asset, 'e1'), eventOf(asset, 'e2')])
      expect(first).toEqual({ id: first.id, ...detectionOf(asset) })
      await expect(catalog.detections.add(detectionOf(asset), [eventOf(asset, 'e3'), eventOf(asset, 'e3')])).rejects.toMatchObject({ code: 'conflict' })
      expect(await catalog.detections.list(asset)).toEqual([first])
      const second = await catalog.detections.add(detectionOf(asset), [eventOf(asset, 'e2', 9)])
      expect((await catalog.detections.list()).map((row) => row.id)).toEqual([second.id, first.id])
      // only the newest detection's events are shown, but older ones can be opened
      expect(await catalog.events.list({ asset })).toEqual([{ event: { ...eventOf(asset, 'e2', 9), detection: second.id }, verdict: null }])
      expect((await catalog.events.get('e2')).event.detection).toBe(second.id)
      expect((await catalog.events.get('e1')).event.detection).toBe(first.id)
      await expect(catalog.events.get('e3')).rejects.toMatchObject({ code: 'not_found' })
      await expect(catalog.detections.add(detectionOf(999), [])).rejects.toMatchObject({ code: 'not_found' })
    })

    it('adds what other methods find to a stored detection, and leaves the rest of it and its events as they are', async () => {
      const { catalog } = await fresh(open)
      const { id: asset } = await catalog.assets.ensure({ name: 'a' })
      const other = await catalog.detections.add(detectionOf(asset), [])
      const stored = await catalog.detections.add({ ...detectionOf(asset), comparison: { job: 7, state: 'under_way' } }, [eventOf(asset, 'e1')])
      const change = { baselines: [{ detector: 'z', title: 'Z', events: 2, alarmsPerWeek: null, seconds: 0.5 }], baselineTold: { z: [[1, 3, 7, 9], [5, 6]] }, comparison: { job: 7, state: 'made' as const } }
      const updated = await catalog.detections.update(stored.id, change)
      expect(updated).toEqual({ ...stored, ...change })
      expect(await catalog.detections.list(asset)).toEqual([updated, other])
      expect((await catalog.events.list()).map(({ event }) => event)).toEqual([{ ...eventOf(asset, 'e1'), detection: stored.id }])
      await expect(catalog.detections.update(999, change)).rejects.toMatchObject({ code: 'not_found' })
    })

    it('appends verdicts, counts the newest, and keeps them when detection runs again', async () => {
      const { catalog } = await fresh(open)
      const { id: asset } = await catalog.assets.ensure({ name: 'a' })
      await catalog.detections.add(detectionOf(asset), [eventOf(asset, 'e1')])
      await catalog.events.judge(verdictOf('e1', 'problem', 1))
      await catalog.events.judge(verdictOf('e1', null, 2))
      await catalog.detections.add(detectionOf(asset), [eventOf(asset, 'e1'), eventOf(asset, 'e2')])
      expect(await catalog.events.history('e1')).toEqual([verdictOf('e1', null, 2), verdictOf('e1', 'problem', 1)])
      expect((await catalog.events.list()).map((row) => row.verdict)).toEqual([verdictOf('e1', null, 2), null])
      await expect(catalog.events.judge(verdictOf('nothing', 'problem'))).rejects.toMatchObject({ code: 'not_found' })
    })

    it('keeps jobs, newest first', async () => {
      const { catalog } = await fresh(open)
      const job: Omit<JobRow, 'id'> = {
        kind: 'import', title: 'Import', state: 'queued', seq: 1, progress: null, doing: '', eta: null, createdAt: 1, startedAt: null, endedAt: null,
        resumable: true, error: null, result: null, input: { path: 'x' }, owner: 'p1',
      }
      const one = await catalog.jobs.add(job)
      const two = await catalog.jobs.add(job)
      expect((await catalog.jobs.list()).map((row) => row.id)).toEqual([two.id, one.id])
      const done = await catalog.jobs.update(one.id, { state: 'done', progress: 1, result: { rows: 5 } })
      expect(await catalog.jobs.get(one.id)).toEqual(done)
      expect(done).toEqual({ ...one, state: 'done', progress: 1, result: { rows: 5 } })
      await expect(catalog.jobs.update(999, { seq: 2 })).rejects.toMatchObject({ code: 'not_found' })
    })

    it('keeps small documents by scope and key', async () => {
      const { catalog } = await fresh(open)
      expect(await catalog.documents.get('layout', 'mine')).toBeNull()
      await catalog.documents.put('layout', 'mine', { a: [1, null, 'x'] })
      await catalog.documents.put('layout', 'mine', { a: [2] })
      await catalog.documents.put('layout', 'empty', null)
      await catalog.documents.put('other', 'mine', 'text')
      expect(await catalog.documents.list('layout')).toEqual([{ key: 'empty', value: null }, { key: 'mine', value: { a: [2] } }])
      expect(await catalog.documents.remove('layout', 'mine')).toBe(true)
      expect(await catalog.documents.remove('layout', 'mine')).toBe(false)
      await expect(catalog.documents.put('layout', 'x', undefined)).rejects.toMatchObject({ code: 'bad_input' })
    })
  })
}
