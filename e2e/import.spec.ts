/** GIVEN an export whose dates can be read in two ways, WHEN an engineer corrects the guess, pauses, loses worker and program and goes on, THEN every row is in once, at the right time, and the next file of its kind needs no word. */
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { besidesLostLine } from './lostLine.ts'
import { choose, importPanel } from './pages/import.ts'
import { workbench } from './pages/workbench.ts'
import { newestWorker } from './pages/workers.ts'

interface Series {
  readonly asset: string
  readonly tag: string
  readonly unit: string
  readonly kind: string
  readonly n: number
  readonly start: string
  readonly end: string
}

async function series(home: string): Promise<Series[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'series', '--home', home, '--json'])
  return JSON.parse(stdout) as Series[] // as: the contract of the command line
}

/** Milliseconds from row to row: five million rows are not quite a day. */
const step = 17

/** American dates of one day, which could as well be European ones. */
async function writeDay(path: string, { month, day, rows }: { month: number; day: number; rows: number }): Promise<void> {
  const two = (n: number) => String(n).padStart(2, '0')
  await pipeline(function* () {
    yield 'time,pressure,valve\n'
    for (let from = 0; from < rows; from += 5000) {
      let text = ''
      for (let i = from; i < Math.min(rows, from + 5000); i++) {
        const clock = new Date(i * step).toISOString().slice(11, 23)
        text += `${two(month)}/${two(day)}/2026 ${clock},${(10 + Math.sin(i / 5000)).toFixed(4)},${Math.floor(i / 40_000) % 2}\n`
      }
      yield text
    }
  }, createWriteStream(path))
}

test('a wrong guess is corrected, the import is paused, loses its worker and its program, and goes on to the right rows; the next file is read alike', async ({ workstation }) => {
  test.setTimeout(300_000)
  const { home } = workstation
  const rows = 5_000_000
  const first = join(home, 'march.csv')
  await writeDay(first, { month: 3, day: 4, rows })
  const title = 'Import march.csv into Separator'

  await choose(workstation.page, workstation.pickFile, first)
  let panel = importPanel(workstation.page)
  await expect(panel.warnings).toContainText('Day and month could be the other way round: taken as day first.')
  await expect(panel.guess('Times are written as')).toHaveValue('dmy')
  await expect(panel.stored).toContainText('2026-04-03')
  await panel.guess('Times are written as').selectOption({ label: 'month/day/year' })
  await expect(panel.stored).toContainText('2026-03-04')
  await expect(panel.column('valve', 'kind')).toHaveValue('binary')
  await panel.column('valve', 'kind').selectOption('command')
  await panel.column('pressure', 'unit').fill('bar')
  await panel.column('pressure', 'unit').blur()
  await expect(panel.stored).toContainText('pressure bar')
  await expect(panel.column('valve', 'kind')).toHaveValue('command')
  expect(await stumbles(workstation.page, '[data-panel="import"]')).toEqual([])
  await panel.start('Separator')

  await panel.reaches(title, 3)
  await panel.job(title).getByRole('button', { name: 'Pause' }).click()
  await expect(panel.job(title)).toContainText('paused')
  const paused = await panel.job(title).getByRole('progressbar').getAttribute('aria-valuenow')
  await panel.job(title).getByRole('button', { name: 'Go on' }).click()
  await expect(panel.job(title)).toContainText('running')
  await panel.reaches(title, Number(paused) + 1)

  process.kill(await newestWorker(workstation.pid), 'SIGKILL')
  await expect(panel.job(title)).toContainText('failed')
  await expect(panel.job(title)).toContainText(/The worker process that ran import\.run ended .* What was already stored is safe/)
  await panel.job(title).getByRole('button', { name: 'Go on' }).click()
  await expect(panel.job(title)).toContainText('running')
  await panel.reaches(title, Number(paused) + 2)

  if (workstation.kind === 'server') {
    await workstation.crash()
    await workstation.revive()
  } else await workstation.restart()
  const page = workstation.page
  panel = importPanel(page)
  await workbench(page).open('Jobs')
  const interrupted = page.locator('[data-panel="jobs"]').getByRole('article', { name: title })
  await expect(interrupted).toContainText('interrupted')
  await interrupted.getByRole('button', { name: 'Go on' }).click()
  await expect(interrupted).toContainText('done', { timeout: 120_000 })

  const last = new Date(Date.UTC(2026, 2, 4) + (rows - 1) * step).toISOString()
  expect(await series(home)).toMatchObject([
    { asset: 'Separator', tag: 'pressure', unit: 'bar', kind: 'analogue', n: rows, start: '2026-03-04T00:00:00.000Z', end: last },
    { asset: 'Separator', tag: 'valve', kind: 'command', n: rows, start: '2026-03-04T00:00:00.000Z', end: last },
  ])

  if (workstation.kind === 'server') {
    // the page outlived the server, and its panel has followed the job
    await workbench(page).open('Import')
    await expect(panel.panel.getByRole('heading', { name: `${rows.toLocaleString('en')} rows are in Separator.` })).toBeVisible()
    expect(await panel.report()).toMatchObject({ 'rows read': rows, accepted: rows, 'already there': 0, rejected: 0, 'values stored': 2 * rows })
    await panel.button('Import another').click()
  }
  const second = join(home, 'april.csv')
  await writeDay(second, { month: 4, day: 5, rows: 3000 })
  await choose(page, workstation.pickFile, second)
  await expect(panel.warnings).toContainText('Read as "march.csv", the last file of this kind, was corrected.')
  await expect(panel.guess('Times are written as')).toHaveValue('mdy')
  await expect(panel.column('valve', 'kind')).toHaveValue('command')
  await expect(panel.column('pressure', 'unit')).toHaveValue('bar')
  await panel.start('Separator')
  await expect(panel.panel.getByRole('heading', { name: '3,000 rows are in Separator.' })).toBeVisible()
  expect(await panel.report()).toMatchObject({ 'rows read': 3000, accepted: 3000, 'already there': 0, rejected: 0 })
  for (const { n, end } of await series(home)) expect([n, end]).toEqual([rows + 3000, new Date(Date.UTC(2026, 3, 5) + 2999 * step).toISOString()])
  // a socket that could not be opened while the server was gone is reported by the browser itself
  expect(besidesLostLine(workstation.complaints)).toEqual([])
})

/** Level at one minute, from midnight of a day on. */
const levels = (day: string, rows: number) => `time,level\n${Array.from({ length: rows }, (_, i) => `${day} ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')},${(i * 37) % 100}\n`).join('')}`

test('what comes into a watched folder is imported by itself; what is not sure or fails waits with its reason, over a restart too', async ({ workstation }) => {
  test.setTimeout(240_000)
  const { home } = workstation
  const inbox = join(home, 'inbox')
  await mkdir(inbox, { recursive: true })
  await workbench(workstation.page).open('Import')
  let panel = importPanel(workstation.page)
  await expect(panel.panel.getByText(/^No folder is watched\./)).toBeVisible()
  await panel.panel.getByLabel('Files go into').fill('Tank')
  // a server offers the folders that it may read; on the desktop a dialog picks one
  if (workstation.kind === 'server') await expect(panel.panel.getByLabel('Folder of the server')).toHaveValue(/./)
  else await workstation.pickFile(inbox)
  await panel.button('Watch a folder').click()
  await expect(panel.folder('inbox')).toContainText('into Tank')

  await writeFile(join(inbox, 'monday.csv'), levels('2026-01-05', 200))
  await writeFile(join(inbox, 'american.csv'), levels('02/03/2026', 100).replace('level', 'flow'))
  await writeFile(join(inbox, 'prose.csv'), 'Dear colleague,\nhere is the export.\n')
  await symlink('/etc/passwd', join(inbox, 'passwd.csv'))
  await expect(panel.arrival('monday.csv')).toContainText('200 rows are in.', { timeout: 40_000 })
  await expect(panel.arrival('american.csv')).toContainText('not sure')
  await expect(panel.arrival('american.csv')).toContainText('Day and month could be the other way round')
  await expect(panel.arrival('prose.csv')).toContainText('failed')
  await expect(panel.arrival('passwd.csv')).toContainText('It is a link out of the folder')
  expect(await stumbles(workstation.page, '[data-panel="import"]')).toEqual([])

  await panel.arrival('american.csv').getByRole('button', { name: 'Look at it' }).click()
  await panel.guess('Times are written as').selectOption({ label: 'month/day/year' })
  await expect(panel.stored).toContainText('2026-02-03')
  await panel.start('Tank')
  await expect(panel.panel.getByRole('heading', { name: '100 rows are in Tank.' })).toBeVisible()
  await panel.button('Import another').click()
  // the correction is kept: the folder reads the file again, finds every row, and knows its kind from now on
  await expect(panel.arrival('american.csv')).toContainText('0 rows are in, 100 were there already.', { timeout: 40_000 })

  await workstation.restart()
  await copyFile(join(inbox, 'monday.csv'), join(inbox, 'copy of monday.csv'))
  await writeFile(join(inbox, 'american2.csv'), levels('04/05/2026', 100).replace('level', 'flow'))
  await workbench(workstation.page).open('Import')
  panel = importPanel(workstation.page)
  await expect(panel.arrival('copy of monday.csv')).toContainText('The same content as monday.csv', { timeout: 40_000 })
  await expect(panel.arrival('american2.csv')).toContainText('100 rows are in.', { timeout: 40_000 })
  expect((await series(home)).map(({ asset, tag, n, start, end }) => ({ asset, tag, n, start, end })).toSorted((a, b) => (a.tag < b.tag ? -1 : 1))).toEqual([
    { asset: 'Tank', tag: 'flow', n: 200, start: '2026-02-03T00:00:00.000Z', end: '2026-04-05T01:39:00.000Z' },
    { asset: 'Tank', tag: 'level', n: 200, start: '2026-01-05T00:00:00.000Z', end: '2026-01-05T03:19:00.000Z' },
  ])
  await panel.folder('inbox').getByRole('button', { name: 'Stop watching' }).click()
  await expect(panel.panel.getByText(/^No folder is watched\./)).toBeVisible()
  expect(workstation.complaints).toEqual([])
})

test('a tag that was guessed wrongly is corrected in the panel, and its health is judged anew', async ({ workstation }) => {
  const { page, home } = workstation
  const file = join(home, 'valve.csv')
  await writeFile(file, `time,position\n${Array.from({ length: 3000 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${i < 1000 ? (i * 37) % 9 : 4}\n`).join('')}`)
  await choose(page, workstation.pickFile, file)
  const panel = importPanel(page)
  await panel.start('Valve')
  const tags = panel.panel.getByRole('region', { name: 'Tags of Valve and their health' })
  const row = tags.getByRole('row').filter({ hasText: 'position' })
  await expect(row).toContainText('It stands still for')
  await expect(row).toContainText('Check for a frozen sensor or a stopped machine')
  await row.getByRole('combobox').selectOption('command')
  await expect(row).toContainText('Nothing stands in the way of learning on it.')
  expect(await stumbles(page, '[data-panel="import"]')).toEqual([])
  expect(await series(home)).toMatchObject([{ tag: 'position', kind: 'command' }])
  expect(workstation.complaints).toEqual([])
})
