import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'telltale-cli-'))
const home = join(folder, 'home')
const recording = join(folder, 'pump 7.csv')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function telltale(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['bin/telltale.js', ...args], { env: { ...process.env, TELLTALE_HOME: home } })
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (ended.stdout += String(text)))
  child.stderr.on('data', (text) => (ended.stderr += String(text)))
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })))
}

const json = (ended: Ended) => JSON.parse(ended.stdout) as never

/** A bearing that warms up for an hour from row 4,000 on, beside a load that does not change; one broken row. */
function write(path: string) {
  let seed = 11
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const lines = ['time;load [kW];bearing temperature [°C]']
  for (let i = 0; i < 5000; i++) {
    const load = 40 + 8 * Math.sin(i / 60) + random()
    const bearing = 30 + load / 2 + random() + (i >= 4000 && i < 4060 ? 15 : 0)
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${load.toFixed(3)};${bearing.toFixed(3)}`)
    if (i === 100) lines.push('no time at all;1;2')
  }
  writeFileSync(path, lines.join('\n'))
}

beforeAll(() => write(recording))

describe('the command line', () => {
  it('imports, counts every row, names the rejects and ends with 3', async () => {
    const ended = await telltale('import', recording, '--asset', 'Pump 7', '--json')
    expect(ended.code).toBe(3)
    expect(json(ended)).toMatchObject({
      read: 5001, accepted: 5000, duplicate: 0, rejected: 1, asset: 'Pump 7',
      series: [
        { asset: 'Pump 7', tag: 'load [kW]', unit: 'kW', kind: 'analogue', n: 5000, start: '2026-01-01T00:00:00.000Z' },
        { tag: 'bearing temperature [°C]', unit: '°C' },
      ],
    })
    expect((json(ended) as { rejects: string }).rejects).toContain(home)
  })

  it('adds nothing when the same file comes again', async () => {
    const ended = await telltale('import', recording, '--asset', 'Pump 7', '--json')
    expect(json(ended)).toMatchObject({ read: 5001, accepted: 0, duplicate: 5000, rejected: 1 })
  })

  it('detects, explains, and keeps a verdict across processes', async () => {
    const detected = await telltale('detect', '--asset', 'Pump 7', '--reference-rows', '3000', '--alarms-per-week', '2', '--json')
    expect(detected.code).toBe(0)
    expect(json(detected)).toMatchObject({ asset: 'Pump 7', detector: 'telltale', rows: 5000, reference: { rows: 3000, whole: false } })
    const events = json(await telltale('events', '--asset', 'Pump 7', '--json')) as { id: string; start: string; verdict: string | null; channels: { tag: string; unit: string }[] }[]
    const strongest = events[0]!
    expect(strongest.channels[0]).toMatchObject({ tag: 'bearing temperature [°C]', unit: '°C' })
    expect(Date.parse(strongest.start)).toBeGreaterThan(Date.UTC(2026, 0, 1) + 3990 * 60_000)
    expect(strongest.verdict).toBeNull()

    expect((await telltale('judge', strongest.id, 'problem', '--reason', 'equipment_fault', '--note', 'Grease.', '--json')).code).toBe(0)
    expect(json(await telltale('event', strongest.id, '--json'))).toMatchObject({ verdict: 'problem', reason: 'equipment_fault', history: [{ verdict: 'problem', note: 'Grease.' }] })
  })

  it('gives every sample its score and whether it alarms', async () => {
    const { stdout } = await telltale('scores', '--asset', 'Pump 7')
    const [head, ...lines] = stdout.trim().split('\n')
    expect(head).toBe('time,score,alarm')
    expect(lines).toHaveLength(5000)
    const alarming = lines.filter((line) => line.endsWith(',1'))
    expect(alarming.length).toBeGreaterThan(30)
    expect(alarming.length).toBeLessThan(300)
  })

  it('exports what it imported, and writes over it only when told to', async () => {
    const out = join(folder, 'out.csv')
    const again = ['export', '--asset', 'Pump 7', '--format', 'csv', '--out', out, '--json']
    expect(json(await telltale(...again))).toMatchObject({ rows: 5000 })
    const refused = await telltale(...again)
    expect([refused.code, json(refused)]).toMatchObject([1, { error: { code: 'conflict', message: expect.stringContaining('--overwrite') as string } }])
    expect(json(await telltale(...again, '--overwrite'))).toMatchObject({ rows: 5000 })
    expect((await telltale('import', out, '--asset', 'Pump 7', '--json')).stdout).toContain('"duplicate": 5000')
  })

  it('finds the same ids in another project', async () => {
    const ids = async (where: string) => (json(await telltale('events', '--home', where, '--json')) as { id: string }[]).map(({ id }) => id).sort()
    const other = join(folder, 'other')
    await telltale('import', recording, '--asset', 'Pump 7', '--home', other)
    await telltale('detect', '--asset', 'Pump 7', '--reference-rows', '3000', '--alarms-per-week', '2', '--home', other)
    expect(await ids(other)).toEqual(await ids(home))
  })

  it('ends with 2 and says how a verb is used', async () => {
    const ended = await telltale('detect', '--json')
    expect(ended.code).toBe(2)
    expect(json(ended)).toMatchObject({ error: { code: 'bad_input', message: '--asset is missing' } })
    expect((await telltale('frobnicate')).code).toBe(2)
  })

  it('ends with 1 and names what is missing', async () => {
    const ended = await telltale('detect', '--asset', 'Pump 8', '--json')
    expect(ended.code).toBe(1)
    expect(json(ended)).toMatchObject({ error: { code: 'not_found', message: expect.stringContaining('Pump 7') as string } })
    expect((await telltale('import', join(folder, 'absent.csv'))).code).toBe(1)
  })

  it('finds a healthy store healthy', async () => {
    const ended = await telltale('doctor', '--json')
    expect(ended.code).toBe(0)
    expect(json(ended)).toMatchObject({ ok: true, problems: [], assets: 1 })
  })
})
