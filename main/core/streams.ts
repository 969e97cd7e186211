import { implement } from '@orpc/server'
import { changes as changesContract, jobs as jobsContract, type Job, type Topic } from '../contract/jobs.ts'
import type { EventFeed } from '../storage/ports.ts'
import type { JobService } from './jobs.ts'
import { latestByKey } from './latest.ts'

const jobs = implement(jobsContract)
const changes = implement(changesContract)

export function jobsService(service: JobService) {
  return jobs.router({
    list: jobs.list.handler(() => service.list()),
    get: jobs.get.handler(({ input }) => service.get(input.id)),
    cancel: jobs.cancel.handler(({ input }) => service.cancel(input.id)),
    pause: jobs.pause.handler(({ input }) => service.pause(input.id)),
    resume: jobs.resume.handler(({ input }) => service.resume(input.id)),
    watch: jobs.watch.handler(({ signal }) =>
      latestByKey<Job>({
        key: (job) => job.id,
        subscribe: service.onChange,
        initial: async () => (await service.list()).filter(({ state }) => state !== 'done' && state !== 'failed' && state !== 'cancelled'),
        signal,
      }),
    ),
  })
}

export function changesService(feed: EventFeed) {
  return changes.router({
    watch: changes.watch.handler(async function* ({ signal }) {
      let seq = 0
      for await (const topic of latestByKey<Topic>({ key: (value) => value, subscribe: (listener) => feed.subscribe(listener), signal })) yield { seq: seq++, topic }
    }),
  })
}
