/** GIVEN a recording with many departures from normal, WHEN an engineer goes through the queue by keyboard alone, THEN fifty verdicts are kept in well under five minutes. */
import { expect, test } from './fixture.ts'
import { learnBurstRig } from './pages/burstRig.ts'
import { workbench } from './pages/workbench.ts'

const rows = 45_000
const learned = 3000
const verdicts = 50
/** Reasons and verdicts in turn, so that every kind of them is given. */
const rhythm = [['1', 'e'], ['2', 'w'], ['3'], ['4'], ['5'], ['6', 'w']] as const

/** Two channels that sway together; after the stretch that is learned a burst every 600 rows. */
function recording(): string {
  const lines = ['time;pressure;flow']
  for (let i = 0; i < rows; i++) {
    const burst = i > learned && i % 600 < 12 ? 6 : 0
    const noise = Math.sin(i * 12.9898) * 0.2
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${(10 + Math.sin(i / 50) + noise + burst).toFixed(4)};${(4 + 0.5 * Math.sin(i / 50) + noise / 3 - burst / 2).toFixed(4)}`)
  }
  return lines.join('\n')
}

test('fifty events are judged by keyboard, one is taken back and put there again', async ({ workstation }) => {
  test.setTimeout(240_000)
  const { page } = workstation
  const bench = workbench(page)
  await learnBurstRig(workstation, { recording: recording(), rows: learned, alarmsPerWeek: 20 })
  await expect(bench.queue.getByRole('option').first()).toBeVisible()
  const left = async () => Number(/([\d,]+) left/.exec(await page.locator('.tt-queue-count').innerText())?.[1]?.replace(',', '') ?? Number.NaN)
  const waiting = await left()
  expect(waiting).toBeGreaterThanOrEqual(verdicts)

  const began = Date.now()
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await expect(page.locator('.tt-verdicts')).toBeVisible()
  for (let i = 0; i < verdicts; i++) {
    const sentence = page.locator('.tt-sentence')
    const before = await sentence.innerText()
    for (const key of rhythm[i % rhythm.length] ?? []) await page.keyboard.press(key)
    await expect(sentence).not.toHaveText(before, { useInnerText: true })
    await expect.poll(left).toBe(waiting - i - 1)
  }
  const took = Date.now() - began
  expect(took).toBeLessThan(5 * 60_000)
  await expect(page.locator('.tt-queue-count')).toContainText('at your pace')
  test.info().annotations.push({ type: 'time', description: `${verdicts} events in ${Math.round(took / 1000)} s of scripted time` })

  await page.keyboard.press('z')
  await expect.poll(left).toBe(waiting - verdicts + 1)
  await page.keyboard.press('Shift+Z')
  await expect.poll(left).toBe(waiting - verdicts)

  await workstation.restart()
  await workbench(workstation.page).open('Events')
  await expect(workstation.page.locator('.tt-queue-count')).toContainText(`${waiting - verdicts} left`)
  expect(workstation.complaints).toEqual([])
})
