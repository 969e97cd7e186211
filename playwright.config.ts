/**
 * One suite, three launchers. `server`: the server and Debian's Chromium. `stand-in`: the built desktop application under the Electron
 * stand-in. `electron`: the real runtime, absent (and said so) where it is not installed.
 */
import { defineConfig } from '@playwright/test'
import { electronBinary } from './e2e/launch.ts'
import type { Options } from './e2e/fixture.ts'

const ci = Boolean(process.env['CI'])
const electron = electronBinary()
if (electron === null && process.env['TEST_WORKER_INDEX'] === undefined) {
  process.stderr.write('Project "electron" is absent: there is no Electron runtime here (npm run setup:desktop fetches it). Isolation, sandbox, fuses and native dialogs stay unproved in this run.\n')
}

export default defineConfig<Options>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e', // emptied by every run: the reports of others lie beside it
  fullyParallel: false,
  workers: 1,
  // A race that shows once in many runs is told as flaky in the report; a second failure fails.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: ci,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 30_000 },
  reporter: ci ? [['list'], ['html', { open: 'never' }]] : 'list',
  projects: [
    { name: 'server', use: { kind: 'server' }, grepInvert: /@desktop/ },
    { name: 'stand-in', use: { kind: 'stand-in' }, grepInvert: /@server/ },
    ...(electron === null ? [] : [{ name: 'electron', use: { kind: 'electron' as const }, grepInvert: /@server|@stand-in/ }]),
  ],
})
