/** A project with events in it, made through the interface as its user would. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workstation } from '../fixture.ts'
import { importFile, learnFromFirstRows, workbench } from './workbench.ts'

/** Two channels at one minute that sway together; after row 1,500 a burst of 20 rows every 300. */
export function burstRecording(): string {
  const lines = ['time;pressure;flow']
  for (let i = 0; i < 3000; i++) {
    const burst = i > 1500 && i % 300 < 20 ? 6 : 0
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${(10 + Math.sin(i / 50) + Math.sin(i * 12.9) * 0.2 + burst).toFixed(4)};${(4 + Math.cos(i / 50) - burst / 2).toFixed(4)}`)
  }
  return lines.join('\n')
}

/** Imports a recording as "Burst rig", learns normal on its first rows, and opens the queue. */
export async function learnBurstRig({ page, home, pickFile }: Workstation, { recording, rows, alarmsPerWeek }: { recording: string; rows: number; alarmsPerWeek: number }): Promise<void> {
  const file = join(home, 'bursts.csv')
  await writeFile(file, recording)
  await workbench(page).open('Import')
  await pickFile(file)
  await page.getByRole('button', { name: 'Choose files' }).click()
  await importFile(page, 'Burst rig')
  await page.getByRole('button', { name: 'Learn normal on it' }).click()
  await learnFromFirstRows(page, rows, alarmsPerWeek)
  await page.getByRole('button', { name: 'Open the events' }).click()
}
