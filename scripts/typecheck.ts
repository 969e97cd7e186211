/** One type-check per zone: what a zone may not know does not compile there. Then everything together, tests included. */
import { spawnSync } from 'node:child_process'

const zones = ['models', 'config', 'main/contract', 'main', 'preload', 'renderer', '.']
const only = process.argv.slice(2)
let failed = 0
for (const zone of only.length > 0 ? only : zones) {
  const started = performance.now()
  const { status } = spawnSync('tsc', ['-p', zone], { stdio: 'inherit', shell: process.platform === 'win32' })
  console.error(`${status === 0 ? 'ok  ' : 'FAIL'} ${zone} ${Math.round(performance.now() - started)} ms`)
  if (status !== 0) failed++
}
process.exitCode = failed > 0 ? 1 : 0
