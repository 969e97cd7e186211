/** A process that appends until it is done or killed: `node appendChild.ts FILE PLAN-AS-JSON`. Prints the number of stored blocks after each. */
import { appendPlanned, type AppendPlan } from '../../testing/appendPlan.ts'
import { openSqliteStore } from '../index.ts'

const [file, plan] = process.argv.slice(2)
if (!file || !plan) throw new Error('usage: appendChild.ts FILE PLAN')
const store = await openSqliteStore({ file })
await appendPlanned(store, JSON.parse(plan) as AppendPlan, (blocks) => process.stdout.write(`${blocks}\n`)) // the parent is our own test
store.feed.publish('tags')
await store.close()
