/** A worker process for the conformance suite: like `main/worker.ts`, with tasks that misbehave and no store. */
import { faultData, Fault } from '../../contract/errors.ts'
import { optionsVariable, parentChannel } from '../channels/childProcess.ts'
import { serveTasks } from '../serve.ts'
import { conformanceTasks } from './conformanceTasks.ts'

const channel = parentChannel()
const { refuse } = JSON.parse(process.env[optionsVariable] ?? '{}') as { refuse?: boolean }
if (refuse) {
  channel.send({ type: 'refused', fault: faultData(new Fault('store_corrupt', 'The store is damaged.', {})) })
  process.exitCode = 1
  process.disconnect()
} else {
  await serveTasks(conformanceTasks, { crash: (code) => process.exit(code), finished: [] }, channel)
  process.disconnect()
}
