/** A process, perhaps of another user, that opens a project and says what came of it: `node openChild.ts FILE write|read`. */
import { Fault } from '../../../contract/errors.ts'
import { openSqliteStore } from '../index.ts'

const [file, how] = process.argv.slice(2)
if (!file || (how !== 'write' && how !== 'read')) throw new Error('usage: openChild.ts FILE write|read')
try {
  const store = await openSqliteStore({ file, readonly: how === 'read' })
  try {
    if (how === 'write') await store.telemetry.append([{ series: 1, time: Float64Array.of(1e12), value: Float64Array.of(1) }])
    const { time } = await store.telemetry.read(1, -Infinity, Infinity)
    process.stdout.write(JSON.stringify({ points: time.length }))
  } finally {
    await store.close()
  }
} catch (error) {
  if (!(error instanceof Fault)) throw error
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }))
}
