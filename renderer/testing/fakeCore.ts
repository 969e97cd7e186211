/** A core in memory, for tests only: the real contract, a small plant, everything computed from a seed. */
import { createRouterClient, implement } from '@orpc/server'
import type { z } from 'zod'
import { packColumns, type Column } from '../../main/contract/columns.ts'
import type { Annotation, Limits } from '../../main/contract/annotations.ts'
import type { Asset, Tag } from '../../main/contract/assets.ts'
import { contract } from '../../main/contract/index.ts'
import { checkOf, type Event, type judgement, type Verdict } from '../../main/contract/events.ts'
import { Fault } from '../../main/contract/errors.ts'
import { rpcErrorOf } from '../../main/contract/rpcErrors.ts'
import type { Job, Topic } from '../../main/contract/jobs.ts'
import type { Detection, DetectionRequest } from '../../main/contract/detection.ts'
import { preferences as preferencesSchema, type Preferences } from '../../main/contract/settings.ts'
import type { Connection, LineStatus } from '../client/connection.ts'
import type { PickedFile } from '../../main/contract/shell.ts'
import { fakeWatched } from './fakeWatched.ts'

const minute = 60_000
export const start = Date.UTC(2026, 0, 1)
const samples = 2000
const end = start + samples * minute

export interface FakeOptions {
  /** How many events wait on the pump; none and no asset at all with null. */
  readonly events?: number | null
  /** Whether anything is recorded on the pump. */
  readonly recorded?: boolean
  /** Whether the pump has a run command among its tags. */
  readonly running?: boolean
  /** How far the comparison with the simple methods is. */
  readonly comparison?: NonNullable<Detection['comparison']>
  /** What was detected otherwise than usual. */
  readonly detected?: Partial<Detection>
  /** Waited for before evidence is given. */
  readonly evidenceComes?: (asked: { readonly tag: number; readonly margin: number }) => Promise<void>
  /** Calls that fail, by path, as in `events.list`. */
  readonly failing?: Readonly<Record<string, Fault>>
  /** Calls of more nouns, already implemented: what one panel needs beside the plant. */
  readonly nouns?: Readonly<Record<string, unknown>>
}

/** The fake connection, with handles on what was stored and on the line. */
export function fakeCore({ events: eventCount = 5, recorded = true, running = false, comparison = 'made', detected = {}, evidenceComes, failing = {}, nouns = {} }: FakeOptions = {}) {
  const assets: Asset[] = []
  const tags: Tag[] = []
  const jobs: Job[] = []
  const verdicts: Verdict[] = []
  const statistics: { readonly from: number; readonly to: number; readonly while?: { readonly tag: number; readonly above: number } | undefined }[] = []
  const detecting: DetectionRequest[] = []
  let events: Event[] = []
  let preferences: Preferences = preferencesSchema.parse({ layout: undefined })
  const layouts = new Map<string, unknown>()
  let detections: Detection[] = []
  let annotations: Annotation[] = []
  let limits: Limits[] = []
  let written = 0

  if (eventCount !== null) {
    assets.push({ ...asset(1, 'Pump A', eventCount), ...(!recorded && { start: null, end: null, points: 0 }) })
    for (const [i, [name, unit]] of ([['Bearing temperature', '°C'], ['Vibration', 'mm/s'], ['Flow', 'm³/h']] as const).entries()) tags.push(tag(i + 1, name, unit))
    if (running) tags.push({ ...tag(4, 'RUN_CMD', ''), kind: 'command' })
    detections = [{ ...detection(eventCount), comparison, ...(comparison !== 'made' && { baselines: [] }), ...detected }]
    events = Array.from({ length: eventCount }, (_, i) => event(i))
  }

  const os = implement(contract)
  const guard = <T>(path: string, give: () => T): T => {
    const fault = failing[path]
    if (fault) throw rpcErrorOf(fault)
    return give()
  }
  const one = (id: string): Event => {
    const found = events.find((other) => other.id === id)
    if (!found) throw rpcErrorOf(new Fault('not_found', `There is no event ${id}.`))
    return found
  }
  const judge = ({ id, ...rest }: z.infer<typeof judgement>): Event => {
    const verdict: Verdict = { event: id, ...rest, by: 'tester', at: start + verdicts.length }
    verdicts.unshift(verdict)
    const judged = { ...one(id), verdict }
    events = events.map((each) => (each.id === id ? judged : each))
    return judged
  }
  const wave = (from: number, to: number, n: number, level: number) => {
    const t = Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / n)
    return { t, v: t.map((time) => level + Math.sin(time / 3_600_000)) }
  }

  const router = {
    assets: {
      list: os.assets.list.handler(() => guard('assets.list', () => assets)),
      create: os.assets.create.handler(() => asset(9, 'New', 0)),
      update: os.assets.update.handler(() => asset(1, 'Renamed', 0)),
      remove: os.assets.remove.handler(() => ({ points: 0, events: 0 })),
      tags: os.assets.tags.handler(({ input }) => tags.filter((each) => each.asset === input.id)),
      records: os.assets.records.handler(() => [{ kind: 'work_order' as const, from: start, to: start + minute * 60, title: 'WO-7', words: 'Bearing changed.' }]),
      updateTag: os.assets.updateTag.handler(({ input }) => tag(input.id, input.name ?? 'Tag', input.unit ?? '')),
    },
    imports: {
      preview: os.imports.preview.handler(({ input }) =>
        guard('imports.preview', () => ({
          file: input.source, bytes: 1234, options: { format: 'text' as const, delimiter: ';' as const, decimal: '.' as const, headerRows: 1, layout: 'wide' as const, timeFormat: 'iso' as const, zone: 'UTC', ...input.options },
          columns: (input.options.columns ?? [{ name: 'time', role: 'time', kind: 'analogue', unit: '' }, { name: 'Flow', role: 'value', kind: 'analogue', unit: '' }]).map((column) => ({ role: 'value' as const, kind: 'analogue' as const, unit: '', ...column })),
          grid: [['time', 'Flow'], ['2026-01-01 00:00', '1.5']], rows: [{ time: start, values: [1.5] }], rowsEstimated: 10,
          warnings: [{ code: 'zone', words: 'The times do not say their zone.' }], rejects: [{ line: 7, reason: 'no number', text: 'x;y' }], assetName: 'Pump B',
        })),
      ),
      start: os.imports.start.handler(({ input }) => ({ job: addJob('import', `Import into ${input.asset}`, { read: 10, accepted: 9, duplicate: 0, rejected: 1, points: 9, rejects: 'r', asset: 1, assetName: input.asset, tags: [1], seconds: 0.1 }) })),
      ...fakeWatched(),
      demo: os.imports.demo.handler(() => ({ job: addJob('demo', 'Demonstration plant', null) })),
    },
    annotations: {
      list: os.annotations.list.handler(({ input }) => guard('annotations.list', () => annotations.filter((each) => input.asset === undefined || each.asset === input.asset).toSorted((a, b) => a.from - b.from))),
      put: os.annotations.put.handler(({ input }) =>
        guard('annotations.put', () => {
          const one = { id: `00000000-0000-4000-8000-${String(++written).padStart(12, '0')}`, ...input, by: 'tester', at: end }
          annotations = [...annotations.filter((each) => each.id !== one.id), one]
          hint('annotations')
          return one
        }),
      ),
      remove: os.annotations.remove.handler(({ input }) => {
        const removed = annotations.some((each) => each.id === input.id)
        annotations = annotations.filter((each) => each.id !== input.id)
        hint('annotations')
        return { removed }
      }),
      limits: os.annotations.limits.handler(() => limits),
      setLimits: os.annotations.setLimits.handler(({ input }) => {
        limits = [...limits.filter(({ tag: other }) => other !== input.tag), input]
        hint('annotations')
        return input
      }),
    },
    series: {
      view: os.series.view.handler(({ input }) => guard('series.view', () => {
        const all: Record<string, Column> = {}
        input.tags.forEach((id, i) => {
          const { t, v } = wave(Math.max(input.from, start), Math.min(input.to, end), 200, id * 10)
          Object.assign(all, { [`t${i}`]: t, [`v${i}`]: v, [`q${i}`]: new Uint8Array(t.length) })
        })
        return { tags: input.tags.map((id) => ({ tag: id, raw: true })), columns: packColumns(all) }
      })),
      read: os.series.read.handler(({ input }) => {
        const { t, v } = wave(input.from, input.to, 3, 1)
        return { columns: packColumns({ t, v, q: new Uint8Array(3) }), more: false }
      }),
      statistics: os.series.statistics.handler(({ input }) => {
        statistics.push(input)
        return input.tags.map((id) => ({ tag: id, n: input.while ? 5 : 10, missing: 0, min: id, max: id + 2, mean: id + 1, std: 0.5 }))
      }),
    },
    runs: { list: os.runs.list.handler(() => []) },
    detections: {
      start: os.detections.start.handler(({ input }) => guard('detections.start', () => {
        detecting.push(input)
        return { job: addJob('detect', 'Detect on Pump A', { detection: 1 }) }
      })),
      list: os.detections.list.handler(({ input }) => guard('detections.list', () => detections).filter((each) => input.asset === undefined || each.asset === input.asset)),
      detectors: os.detections.detectors.handler(() => [{ id: 'telltale', title: 'Telltale', about: 'the default', version: 1 }, { id: 'ewma', title: 'Moving average', about: 'a simple method', version: 1 }]),
      scores: os.detections.scores.handler(({ input }) => {
        const { t, v } = wave(input.from, input.to, 100, 2)
        return { raw: true, columns: packColumns({ t, v, q: new Uint8Array(100) }), threshold: 4 }
      }),
      readScores: os.detections.readScores.handler(() => ({ columns: packColumns({}), more: false })),
      // ten events at 0, one fewer for each whole step up; as many alarms a week
      tryThreshold: os.detections.tryThreshold.handler(({ input }) =>
        guard('detections.tryThreshold', () => {
          const threshold = input.threshold ?? (input.alarmsPerWeek === undefined ? (detections[0]?.threshold ?? 4) : 10 - input.alarmsPerWeek)
          const n = Math.max(0, 10 - Math.floor(threshold))
          const events = Array.from({ length: n }, (_, i) => ({ from: start + i * 100 * minute, to: start + i * 100 * minute + minute, score: 10 - i }))
          return { threshold, alarmsPerWeek: n, events, labelled: { found: 1, missed: 1, falseAlarms: 0 }, baselines: [{ detector: 'ewma', shared: 1, own: 2, labelled: { found: 2, missed: 0, falseAlarms: 1 } }], judgedProblemsMissed: 0, judgedNormalShown: 0 }
        }),
      ),
      thresholds: os.detections.thresholds.handler(() =>
        guard('detections.thresholds', () => detections.map((one, i) => ({ version: detections.length - i, detection: one.id, threshold: one.threshold, by: one.decided?.by ?? 'telltale 1', at: end, why: one.decided?.why ?? 'at most 2 alarms a week on the reference' }))),
      ),
      keepThreshold: os.detections.keepThreshold.handler(({ input }) =>
        guard('detections.keepThreshold', () => {
          const [newest] = detections
          if (newest) detections = [{ ...newest, id: newest.id + 1, threshold: input.threshold, decided: { learned: 1, by: 'tester', at: end, why: input.why } }, ...detections]
          hint('detections')
          return { job: addJob('threshold', 'Threshold of Pump A', { detection: 2, events: 1 }) }
        }),
      ),
    },
    events: {
      list: os.events.list.handler(({ input }) => guard('events.list', () => events.filter((each) => input.asset === undefined || each.asset === input.asset).filter((each) => input.judged === undefined || Boolean(each.verdict?.verdict) === input.judged).slice(0, input.limit))),
      changes: os.events.changes.handler(({ input }) =>
        guard('events.list', () => {
          const known = new Set(input.detections)
          const changed = events.filter(({ id, detection: of }) => !known.has(of) || verdicts.some((each) => each.event === id && each.at >= input.since))
          return { detections: [...new Set(events.map(({ detection: of }) => of))], names: assets.map(({ id, name }) => ({ asset: id, name })), events: changed, check: checkOf(events) }
        }),
      ),
      get: os.events.get.handler(({ input }) => one(input.id)),
      evidence: os.events.evidence.handler(async ({ input }) => {
        await evidenceComes?.(input)
        return guard('events.evidence', () => {
          const about = one(input.id)
          const from = about.start - minute * 30
          const to = about.end + minute * 30
          const { t, v } = wave(from, to, 120, 10)
          return { from, to, reach: { from: about.start - minute * 100, to: about.end + minute * 100 }, threshold: 4, columns: packColumns({ t, actual: v, expected: v.map((x) => x - 1), lower: v.map((x) => x - 2), upper: v, st: t, score: v }) }
        })
      }),
      judge: os.events.judge.handler(({ input }) => guard('events.judge', () => judge(input))),
      judgeMany: os.events.judgeMany.handler(({ input }) => guard('events.judge', () => ({ judged: input.judgements.map(judge).length }))),
      history: os.events.history.handler(({ input }) => verdicts.filter((each) => each.event === input.id)),
    },
    jobs: {
      list: os.jobs.list.handler(() => jobs),
      get: os.jobs.get.handler(({ input }) => jobs.find(({ id }) => id === input.id) ?? jobs[0]!),
      cancel: os.jobs.cancel.handler(({ input }) => changeJob(input.id, 'cancelled')),
      pause: os.jobs.pause.handler(({ input }) => changeJob(input.id, 'paused')),
      resume: os.jobs.resume.handler(({ input }) => changeJob(input.id, 'running')),
      watch: os.jobs.watch.handler(async function* ({ signal }) {
        let seen = 0
        while (!signal?.aborted) {
          for (const job of jobs) if (job.seq > seen) yield job
          seen = Math.max(0, ...jobs.map(({ seq }) => seq))
          await new Promise<void>((resolve) => {
            wake = resolve
            signal?.addEventListener('abort', () => resolve())
          })
        }
      }),
    },
    changes: {
      // one hint at first, then those of what was changed
      watch: os.changes.watch.handler(async function* ({ signal }) {
        for (let sent = 0; !signal?.aborted; ) {
          while (sent < hints.length) yield { seq: sent + 1, topic: hints[sent++]! }
          await new Promise<void>((resolve) => {
            wakeHints = resolve
            signal?.addEventListener('abort', () => resolve())
          })
        }
      }),
    },
    settings: {
      effective: os.settings.effective.handler(() => [{ path: 'system.log_level', value: 'INFO', default: 'WARNING', origin: 'config.yaml', sentence: 'How much is written to the log.', unit: '', range: '', type: 'string', secret: false }]),
      change: os.settings.change.handler(({ input }) => {
        throw rpcErrorOf(new Fault('bad_input', `settings.yaml: ${input.path} cannot be ${JSON.stringify(input.value)}; allowed is 1 to 9.`))
      }),
      diagnostics: os.settings.diagnostics.handler(() => ({ name: 'diagnostics.json', bytes: new Blob(['{}']) })),
      about: os.settings.about.handler(() => ({ version: '0.1.0', commit: 'abc', environment: 'test', shell: 'server' as const, runtime: { node: '24' }, store: { kind: 'sqlite' as const, name: 'test', bytes: 1000, healthy: true, words: 'well' }, workers: [], zone: 'UTC' })),
      preferences: os.settings.preferences.handler(() => preferences),
      setPreferences: os.settings.setPreferences.handler(({ input }) => (preferences = { ...preferences, ...input })),
    },
    backups: {
      list: os.backups.list.handler(() => [{ name: 'a.telltale', bytes: 1000, createdAt: start }]),
      create: os.backups.create.handler(() => ({ job: addJob('backup', 'Back up the project', null), name: 'b.telltale' })),
      restore: os.backups.restore.handler(() => ({ words: 'It takes the place of the project at the next start.' })),
      remove: os.backups.remove.handler(() => ({ removed: true })),
    },
    layouts: {
      list: os.layouts.list.handler(() => [...layouts].map(([name, layout]) => ({ name, layout }))),
      save: os.layouts.save.handler(({ input }) => {
        layouts.set(input.name, input.layout)
        return input
      }),
      remove: os.layouts.remove.handler(({ input }) => ({ removed: layouts.delete(input.name) })),
    },
  }

  let command: (words: string) => void = () => {}
  const hints: Topic[] = ['settings']
  let wakeHints = () => {}
  function hint(topic: Topic) {
    hints.push(topic)
    wakeHints()
  }
  let wake = () => {}
  let seq = 0
  function addJob(kind: Job['kind'], title: string, result: unknown): number {
    const id = jobs.length + 1
    jobs.unshift({ id, kind, title, state: 'done', seq: ++seq, progress: 1, doing: '', eta: null, createdAt: start, startedAt: start, endedAt: start + 100, resumable: true, error: null, result })
    wake()
    return id
  }
  function changeJob(id: number, state: Job['state']): Job {
    const at = jobs.findIndex((job) => job.id === id)
    const changed = { ...jobs[at]!, state, seq: ++seq }
    jobs[at] = changed
    wake()
    return changed
  }

  let status: LineStatus = { state: 'open', since: start }
  const listeners = new Set<() => void>()
  const saved: { name: string; bytes: Blob }[] = []
  const picked: PickedFile[] = [{ ref: 'ref-1', name: 'pump.csv', bytes: 1234 }]
  const connection: Connection = {
    client: createRouterClient({ ...router, ...nouns } as typeof router) as Connection['client'], // as: nouns that no test calls are absent, those that one brings are implemented from the contract
    shell: {
      kind: 'browser',
      pickFiles: async () => picked,
      pickFolder: null,
      takeDropped: async () => picked,
      saveFile: async (name, bytes) => Boolean(saved.push({ name, bytes })),
      openLink: async () => {},
      onCommand: (listener) => {
        command = listener
        return () => {}
      },
      setSecret: async () => ({ kept: false }),
      secretNames: async () => [],
    },
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {},
  }
  return {
    connection,
    verdicts,
    annotations: () => annotations,
    limits: () => limits,
    /** A link or a menu entry from outside the page. */
    command: (words: string) => command(words),
    /** What statistics were asked of. */
    statistics,
    /** What was asked to be detected. */
    detecting,
    saved,
    layouts,
    preferences: () => preferences,
    addJob: (title: string, state: Job['state']) => changeJob(addJob('import', title, null), state),
    /** The comparison with the simple methods is there. */
    compared: () => {
      detections = detections.map((one) => ({ ...one, baselines: detection(0).baselines, comparison: 'made' }))
      hint('detections')
    },
    /** A job as it is now: its next picture in the stream. */
    putJob: (job: Omit<Job, 'seq'>) => {
      const at = jobs.findIndex(({ id }) => id === job.id)
      const next = { ...job, seq: ++seq }
      if (at < 0) jobs.unshift(next)
      else jobs[at] = next
      wake()
    },
    line: (state: LineStatus['state']) => {
      status = { state, since: start }
      for (const listener of listeners) listener()
    },
  }
}

function asset(id: number, name: string, unjudged: number): Asset {
  return { id, name, parent: null, simulated: false, tags: 3, points: samples * 3, start, end, attention: { severity: unjudged > 0 ? 1 : null, unjudged, events: unjudged } }
}

function tag(id: number, name: string, unit: string): Tag {
  return { id, asset: 1, name, unit, kind: 'analogue', kindGuessed: true, simulated: false, n: samples, start, end, interval: minute, grade: 'high', reasons: [], labels: [] }
}

function detection(events: number): Detection {
  return { id: 1, asset: 1, detector: 'telltale', detectorVersion: 1, title: 'Telltale', reference: { from: start, to: end, rows: samples, whole: true }, threshold: 4, alarmsPerWeek: 2, rows: samples, from: start, to: end, events, seconds: 1, ranAt: end, channels: [{ tag: 1, name: 'Bearing temperature', judged: true, why: '' }], baselines: [{ detector: 'ewma', title: 'Moving average', events: 3, seconds: 0.1 }], simulated: false }
}

function event(i: number): Event {
  const from = start + i * 100 * minute
  return {
    id: `ev_${i}`, asset: 1, assetName: 'Pump A', detection: 1, start: from, end: from + 10 * minute, peak: from + 5 * minute, score: 9 - i * 0.001, tail: 1e-9, severity: (i % 4) + 1,
    words: `Bearing temperature rose ${i + 1} K above expectation.`, stage: 'level', operating: 'running', inReference: false, simulated: false,
    channels: [
      { tag: 1, name: 'Bearing temperature', unit: '°C', share: 0.7, expected: 60, actual: 71, onset: from },
      { tag: 2, name: 'Vibration', unit: 'mm/s', share: 0.3, expected: 1, actual: 2, onset: from + minute },
    ],
    verdict: null,
  }
}
