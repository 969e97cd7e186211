import { randomUUID } from 'node:crypto'
import { implement } from '@orpc/server'
import type { Deployer } from '../deploy/port.ts'
import type { Mirror } from '../tracking/mirror.ts'
import { faultData } from '../contract/errors.ts'
import { contract } from '../contract/index.ts'
import { deployments } from '../contract/deployments.ts'
import { annotationsService } from './annotations.ts'
import { assetsService } from './assets.ts'
import { backupsService, exportsService } from './copies.ts'
import { deploymentsService } from './deployments.ts'
import { detectionsService } from './detections.ts'
import { eventsService } from './events.ts'
import { importsService } from './imports.ts'
import { createJobs, type JobService } from './jobs.ts'
import { mirrorOf } from './mirror.ts'
import { openOperationsMemory } from './keptOperations.ts'
import { createOperations, type Operations } from './operations.ts'
import type { CorePorts } from './ports.ts'
import { retentionService } from './retention.ts'
import { runsService } from './runs.ts'
import { seriesService } from './series.ts'
import { layoutsService, settingsService } from './settings.ts'
import { changesService, jobsService } from './streams.ts'
import { trainingService } from './training.ts'
import { createWatch, type WatchService } from './watch.ts'

export interface Core {
  readonly router: ReturnType<typeof createRouter>
  readonly jobs: JobService
  /** Null where no folders are watched. */
  readonly watch: WatchService | null
  /** Interrupts running jobs at their checkpoints, then closes the workers and the store. */
  close(): Promise<void>
}

/** The whole program behind its three shells: one service a noun, over the ports that a root hands in. */
export async function createCore(ports: CorePorts): Promise<Core> {
  const jobs = await createJobs(ports)
  const mirror = mirrorOf(ports)
  const operations = createOperations({
    clock: ports.clock, newId: randomUUID, memory: await openOperationsMemory({ documents: ports.store.catalog.documents, owner: ports.owner, clock: ports.clock }),
    onLost: (error) => ports.log('warn', `A change to what is deployed could not be kept in the project: ${faultData(error).message}`),
  })
  const watch = ports.watch ? createWatch({ ...ports, watch: ports.watch, jobs, newId: randomUUID }) : null
  let loaded: Promise<Deployer> | null = null
  const deployer = () => (loaded ??= ports.deployer())
  return {
    router: createRouter({ ...ports, deployer }, { jobs, mirror, operations, watch }),
    jobs,
    watch,
    async close() {
      await Promise.all([watch?.close(), jobs.close()])
      await operations.close()
      await (await loaded)?.close()
      await mirror?.close()
      await ports.host.close()
      await ports.store.close()
    },
  }
}

function createRouter(ports: CorePorts, { jobs, mirror, operations, watch }: { jobs: JobService; mirror: Mirror | null; operations: Operations; watch: WatchService | null }) {
  return implement(contract).router({
    assets: assetsService(ports),
    imports: importsService({ ...ports, jobs, watch }),
    series: seriesService(ports),
    detections: detectionsService({ ...ports, jobs }),
    events: eventsService(ports),
    annotations: annotationsService({ ...ports, newId: randomUUID }),
    training: trainingService({ ...ports, jobs }),
    runs: runsService({ ...ports, jobs, mirror }),
    deployments: implement(deployments).lazy(async () => ({ default: deploymentsService({ ...ports, deployer: await ports.deployer(), operations }) })),
    jobs: jobsService(jobs),
    changes: changesService(ports.store.feed),
    settings: settingsService(ports),
    layouts: layoutsService(ports),
    backups: backupsService({ ...ports, jobs }),
    exports: exportsService({ ...ports, jobs }),
    retention: retentionService(ports),
  })
}
