import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'telltale-train-cli-'))
const recording = join(folder, 'rig.csv')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
}

function telltale(args: readonly string[], onError: (text: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, ['bin/telltale.js', ...args], { env: { ...process.env, TELLTALE_HOME: join(folder, 'home') } })
  const ended: Ended = { code: null, signal: null, stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (ended.stdout += String(text)))
  child.stderr.on('data', (text) => {
    ended.stderr += String(text)
    onError(ended.stderr, child)
  })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ ...ended, code, signal })))
}
const json = (ended: Ended) => JSON.parse(ended.stdout) as never

beforeAll(async () => {
  let seed = 11
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const lines = ['time;load [kW];bearing temperature [°C]']
  for (let i = 0; i < 3000; i++) {
    const load = 40 + 8 * Math.sin(i / 60) + random()
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${load.toFixed(3)};${(30 + load / 2 + random()).toFixed(3)}`)
  }
  writeFileSync(recording, lines.join('\n'))
  expect((await telltale(['import', recording, '--asset', 'Rig'])).code).toBe(0)
})

const fields = ['id', 'asset', 'network', 'seed', 'datasetHash', 'codeVersion', 'backend', 'epochs', 'loss', 'validationLoss', 'seconds', 'state']

describe('telltale train, runs, compare', () => {
  it('goes on after SIGKILL and after Ctrl-C to the losses of an unbroken run', async () => {
    const train = ['train', '--asset', 'Rig', '--epochs', '6', '--seed', '5', '--json']
    const whole = await telltale(train)
    expect(whole.code, whole.stderr).toBe(0)
    const killed = await telltale(train, (text, child) => text.includes('Epoch 3 of 6') && child.kill('SIGKILL'))
    expect(killed.signal).toBe('SIGKILL')
    // Twice at once, as in a terminal: it sends the signal to every process of its group, and the one that started this one hands it on.
    const paused = await telltale(['train', '--resume', '--json'], (text, child) => text.includes('Epoch 5 of 6') && !child.killed && child.kill('SIGINT') && child.kill('SIGINT'))
    expect(paused.code).toBe(1)
    expect(json(paused)).toMatchObject({ error: { code: 'cancelled' } })
    const resumed = await telltale(['train', '--resume', '--json'])
    expect(resumed.code, resumed.stderr).toBe(0)
    const [a, b]: { loss: number; validationLoss: number; artifacts: object; id: number }[] = [json(whole), json(resumed)]
    expect(b.loss).toBe(a.loss)
    expect(b.validationLoss).toBe(a.validationLoss)
    expect(b.artifacts).toEqual(a.artifacts)

    const runs: Record<string, unknown>[] = json(await telltale(['runs', '--json']))
    expect(runs.map(({ state, epochs }) => ({ state, epochs }))).toEqual([{ state: 'done', epochs: 6 }, { state: 'done', epochs: 6 }])
    for (const run of runs) expect(Object.keys(run)).toEqual(fields)
    expect(json(await telltale(['compare', String(a.id), String(b.id), '--json']))).toMatchObject({ sameData: true, differences: [], runs: [{ id: a.id }, { id: b.id }] })
  })

  it('splits as it is told, and says when a share is none', async () => {
    const run: { heldOut: unknown; datasetHash: string } = json(await telltale(['train', '--asset', 'Rig', '--epochs', '1', '--train-share', '0.35', '--validation-share', '0.13', '--alarms-per-week', '50', '--json']))
    const [, other]: { datasetHash: string }[] = json(await telltale(['runs', '--json']))
    expect(run.datasetHash).not.toBe(other.datasetHash)
    expect((await telltale(['train', '--asset', 'Rig', '--train-share', '35', '--json'])).code).toBe(2)
    expect(json(await telltale(['train', '--asset', 'Rig', '--train-share', '0.7', '--validation-share', '0.3', '--json']))).toMatchObject({ error: { code: 'bad_input', message: expect.stringContaining('at least 5 % must be held out') as string } })
  })

  it('uses what was trained: scores of the recording, and the events in it', async () => {
    const [{ id }]: { id: number }[] = json(await telltale(['runs', '--json']))
    const scores: { time: string; score: number; alarm: number }[] = json(await telltale(['scores', '--run', String(id), '--json']))
    expect(scores).toHaveLength(3000)
    const events: { run: number; start: string; end: string; channels: { tag: string; share: number }[] }[] = json(await telltale(['events', '--run', String(id), '--json']))
    const inside = (time: string) => events.some(({ start, end }) => start <= time && time <= end)
    expect(scores.filter(({ alarm }) => alarm === 1).map(({ time }) => time)).toEqual(scores.filter(({ time }) => inside(time)).map(({ time }) => time))
    const part = await telltale(['scores', '--run', String(id), '--from', '2026-01-02', '--to', '2026-01-02T01:00:00Z'])
    expect(part.stdout.split('\n')).toHaveLength(62) // head, 60 rows, end of the last line
    expect(json(await telltale(['events', '--run', '999', '--json']))).toMatchObject({ error: { code: 'not_found' } })
    expect((await telltale(['scores', '--run', String(id), '--asset', 'Rig'])).code).toBe(2)
    expect((await telltale(['events', '--from', '2026-01-02'])).code).toBe(2)
  })

  it('detects with what was trained: its events are in the queue, are judged, and carry which run found them', async () => {
    const [{ id, datasetHash }, ...older]: { id: number; datasetHash: string; state: string }[] = json(await telltale(['runs', '--json']))
    const detected = await telltale(['detect', '--run', String(id), '--alarms-per-week', '50', '--json'])
    expect(detected.code, detected.stderr).toBe(0)
    const result: { events: number; baselines: { title: string }[] } = json(detected)
    expect(result).toMatchObject({ asset: 'Rig', detector: 'dense-autoencoder', network: { run: id, datasetHash }, reference: { whole: false }, alarmsPerWeek: 50 })
    expect(result.events).toBeGreaterThan(0)
    // the simple methods and the newest other network stand beside it
    expect(result.baselines.map(({ title }) => title)).toEqual(['Telltale', 'Z-score (MAD)', 'PCA T2 and Q', 'Isolation forest', expect.stringContaining('Matrix profile'), 'Persistence, dynamic threshold', `Dense autoencoder, run ${older[0]!.id}`])

    const events: { id: string; words: string; channels: { tag: string }[] }[] = json(await telltale(['events', '--asset', 'Rig', '--json']))
    expect(events).toHaveLength(result.events)
    expect(events[0]!.words).toMatch(/kW|°C/)
    expect(json(await telltale(['judge', events[0]!.id, 'not_a_problem', '--reason', 'load_change', '--json']))).toMatchObject({ verdict: 'not_a_problem' })
    const ofTag = await telltale(['scores', '--asset', 'Rig', '--tag', events[0]!.channels[0]!.tag, '--json'])
    expect(ofTag.code, ofTag.stdout).toBe(0)
    const scores: { score: number }[] = json(ofTag)
    expect(scores).toHaveLength(3000)
    expect(json(await telltale(['threshold', '--asset', 'Rig', '--at', '1e6', '--json']))).toMatchObject({ detector: 'dense-autoencoder', events: 0 })

    expect((await telltale(['detect', '--run', String(id), '--reference-rows', '400'])).code).toBe(2)
    expect(json(await telltale(['detect', '--run', '999', '--json']))).toMatchObject({ error: { code: 'not_found' } })
  })

  it('names what is wrong', async () => {
    const unknown = await telltale(['train', '--asset', 'Rig', '--network', 'oracle', '--json'])
    expect(unknown.code).toBe(1)
    expect(json(unknown)).toMatchObject({ error: { code: 'bad_input', message: expect.stringContaining('lstm-predictor') as string } })
    expect((await telltale(['compare', '1', '--json'])).code).toBe(2)
    expect((await telltale(['train', '--asset', 'Rig', '--epochs', '1.5', '--json'])).code).toBe(2)
    // what a refusal asks for can be given: a shorter window
    expect(json(await telltale(['train', '--asset', 'Rig', '--epochs', '1', '--window', '900', '--json']))).toMatchObject({ error: { code: 'not_enough_history', message: expect.stringContaining('a shorter window') as string } })
    const [{ id }]: { id: number }[] = json(await telltale(['runs', '--json']))
    expect(json(await telltale(['events', '--run', String(id), '--json']))).toMatchObject({ error: { code: 'conflict', message: expect.stringContaining('has failed') as string } })
    expect(json(await telltale(['detect', '--run', String(id), '--json']))).toMatchObject({ error: { code: 'conflict', message: expect.stringContaining('has failed, so it has no trained network') as string } })
  })
})
