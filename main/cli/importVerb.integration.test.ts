import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../storage/sqlite/index.ts'
import { json, telltale } from './testing/telltale.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-import-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function hashes(home: string): Promise<Record<string, string>> {
  const store = await openSqliteStore({ file: join(home, 'project.telltale') })
  const all: Record<string, string> = {}
  for (const tag of await store.catalog.tags.list({})) all[tag.name] = await store.telemetry.contentHash(tag.id)
  await store.close()
  return all
}

describe('telltale import', () => {
  it('goes on after SIGKILL, again and again, to the counts and the content of an unbroken import', async () => {
    const recording = join(folder, 'long.csv')
    const out = createWriteStream(recording)
    const rows = 1_200_000
    for (let from = 0; from < rows; from += 10_000) {
      const text = Array.from({ length: 10_000 }, (_, i) => `${new Date(1_600_000_000_000 + (from + i) * 1000).toISOString().slice(0, 19)},${(from + i) % 997},${Math.sin(from + i).toFixed(5)},${(from + i) % 1000 === 7 ? 'broken' : (from + i) % 2}\n`)
      if (!out.write((from === 0 ? 'time,a,b,c\n' : '') + text.join(''))) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    const counts = { read: rows, accepted: rows - 1200, duplicate: 0, rejected: 1200, points: 3 * (rows - 1200) }
    const whole = join(folder, 'whole')
    expect(await json(whole, 'import', recording, '--asset', 'Plant')).toMatchObject(counts)

    const broken = join(folder, 'broken')
    let killed = 0
    for (const args of [['import', recording, '--asset', 'Plant'], ['import', '--resume'], ['import', '--resume']]) {
      const reports = killed + 1
      const { code } = await telltale(broken, args, (child, said) => {
        // progress alone: what is assumed about the file is said before anything is stored
        if ((said.match(/\d %/g) ?? []).length >= reports) child.kill('SIGKILL')
      })
      if (code === null) killed++
    }
    expect(killed).toBeGreaterThan(0)
    const last = await telltale(broken, ['import', '--resume', '--json'])
    // when the third kill came too late the import was done, and there is nothing left to resume
    if (last.code !== 1) expect(JSON.parse(last.stdout)).toMatchObject(counts)
    else expect(killed).toBeLessThan(3)
    expect(await hashes(broken)).toEqual(await hashes(whole))
    // the same file once more adds nothing
    expect(await json(broken, 'import', recording, '--asset', 'Plant')).toMatchObject({ read: rows, accepted: 0, duplicate: rows - 1200, rejected: 1200 })
  })

  it('previews, takes corrections as JSON, and keeps them for the next file of its kind', async () => {
    const home = join(folder, 'templates')
    const first = join(folder, 'january.csv')
    const second = join(folder, 'february.csv')
    const write = (path: string, month: number) => writeFileSync(path, `when;level;state\n${Array.from({ length: 100 }, (_, i) => `${String((i % 28) + 1).padStart(2, '0')}.0${month}.2026 ${String(Math.floor(i / 28)).padStart(2, '0')}:00;${(i * 37) % 100},5;${i % 2}\n`).join('')}`)
    write(first, 1)
    write(second, 2)
    expect(await json(home, 'preview', first)).toMatchObject({ options: { delimiter: ';', decimal: ',', timeFormat: 'dmy', zone: 'UTC' }, columns: [{ name: 'when', role: 'time' }, { name: 'level', kind: 'analogue' }, { name: 'state', kind: 'binary' }] })
    const corrections = join(folder, 'corrections.json')
    writeFileSync(corrections, JSON.stringify({ zone: 'Europe/Berlin', columns: [{ name: 'level', unit: 'mm' }, { name: 'state', kind: 'command' }] }))
    expect(await json(home, 'import', first, '--asset', 'Tank', '--options', corrections)).toMatchObject({
      accepted: 100, series: [{ tag: 'level', unit: 'mm', start: '2025-12-31T23:00:00.000Z' }, { tag: 'state', kind: 'command' }],
    })
    const [template] = (await json(home, 'templates')) as { key: string; file: string }[]
    expect(template).toMatchObject({ file: 'january.csv', options: { zone: 'Europe/Berlin' } })
    expect(await json(home, 'preview', second)).toMatchObject({ template: template!.key, options: { zone: 'Europe/Berlin' } })
    expect(await json(home, 'import', second, '--asset', 'Tank 2')).toMatchObject({ series: [{ unit: 'mm', start: '2026-01-31T23:00:00.000Z' }, { kind: 'command' }] })
    await json(home, 'templates', '--forget', template!.key)
    expect(await json(home, 'templates')).toEqual([])
    expect(await json(home, 'templates', '--forget', template!.key)).toMatchObject({ error: { code: 'not_found' } })
    writeFileSync(corrections, JSON.stringify({ zome: 'Europe/Berlin' }))
    const wrong = await telltale(home, ['import', first, '--options', corrections])
    expect([wrong.code, wrong.stderr.includes('zome')]).toEqual([2, true])
  })

  it('says what it assumes before it imports', async () => {
    const path = join(folder, 'no-time.csv')
    writeFileSync(path, `level\n${Array.from({ length: 50 }, (_, i) => `${(i * 37) % 100}\n`).join('')}`)
    const { code, stderr, stdout } = await telltale(join(folder, 'assumed'), ['import', path])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/50 accepted \+ 0 duplicate \+ 0 rejected, 1 tag,/)])
    expect(stderr).toMatch(/no-time\.csv: No column tells the time: rows are taken 1 s apart from 1970-01-01/)
  })

  it('reads several files into one asset', async () => {
    const home = join(folder, 'several')
    const files = [1, 2, 3].map((k) => {
      const path = join(folder, `part-${k}.csv`)
      writeFileSync(path, `time,a,${k === 3 ? 'extra' : 'b'}\n${Array.from({ length: 50 }, (_, i) => `${new Date(Date.UTC(2026, 0, k) + i * 60_000).toISOString()},${i},${k}\n`).join('')}`)
      return path
    })
    expect(await json(home, 'import', ...files, '--asset', 'Line')).toMatchObject({ read: 150, accepted: 150, series: [{ tag: 'a', n: 150 }, { tag: 'b', n: 100 }, { tag: 'extra', n: 50 }] })
  })
})
