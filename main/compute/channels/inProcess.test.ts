import { faultData, Fault } from '../../contract/errors.ts'
import { describeWorkerChannel } from '../conformance.ts'
import { serveTasks } from '../serve.ts'
import { conformanceTasks } from '../testing/conformanceTasks.ts'
import { inProcessWorkers } from './inProcess.ts'

describeWorkerChannel('one process', {
  isProcess: false,
  spawn: ({ refuse }) =>
    inProcessWorkers(({ channel, exit }) => {
      if (refuse) {
        channel.send({ type: 'refused', fault: faultData(new Fault('store_corrupt', 'The store is damaged.')) })
        exit(1)
        return
      }
      void serveTasks(conformanceTasks, { crash: exit, finished: [] }, channel).then(() => exit(0))
    }),
})
