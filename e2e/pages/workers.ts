import { readFile } from 'node:fs/promises'
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

/** The worker process that was started last: that of the job. Settings names it too, but a fast import would be over by the time that panel is open. */
export async function newestWorker(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number)
  const workers: number[] = []
  for (const child of children) if (/worker\.[jt]s/.test(await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => ''))) workers.push(child)
  return Math.max(...workers)
}
