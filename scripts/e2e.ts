/** `npm run e2e`: build, then Playwright. Says which counterpart is absent instead of failing in a strange way. Arguments go on to Playwright. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './buildIfStale.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const chromium = process.env['TELLTALE_CHROMIUM'] ?? '/usr/bin/chromium'
if (!existsSync(chromium)) {
  const words = `No Chromium at ${chromium}: end-to-end tests need one (Debian: apt-get install chromium; or set TELLTALE_CHROMIUM).`
  console.error(process.env['CI'] ? words : `Skipped. ${words}`)
  process.exit(process.env['CI'] ? 1 : 0)
}
const run = (...args: string[]) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, TELLTALE_CHROMIUM: chromium } })
  if (status !== 0) process.exit(status ?? 1)
}
buildIfStale() // a second run in one check has nothing to build
run('scripts/bundleBudget.ts')
run('node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2))
