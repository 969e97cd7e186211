import type { Page } from '@playwright/test'
import { expect } from '../fixture.ts'
import { workbench } from './workbench.ts'

/** Number of the process that serves a lane now, as Settings names it. Leaves Settings in front. */
export async function workerPid(page: Page, lane: 'interactive' | 'batch'): Promise<number> {
  await workbench(page).open('Settings')
  const words = page.getByText(new RegExp(`${lane} (idle|busy) \\(\\d+\\)`))
  await expect(words).toBeVisible()
  return Number(new RegExp(`${lane} (?:idle|busy) \\((\\d+)\\)`).exec(await words.innerText())?.[1])
}
