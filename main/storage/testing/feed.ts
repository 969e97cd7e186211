import { describe, expect, it } from 'vitest'
import type { Topic } from '../../contract/jobs.ts'
import type { OpenStore } from '../conformance.ts'
import { fresh } from './stores.ts'

export function feedConformance(open: OpenStore): void {
  describe('feed', () => {
    it('tells listeners of this process at once, until they leave', async () => {
      const { feed } = await fresh(open)
      const heard: Topic[] = []
      const leave = feed.subscribe((topic) => heard.push(topic))
      feed.publish('jobs')
      feed.publish('events')
      expect(heard).toEqual(['jobs', 'events'])
      leave()
      feed.publish('jobs')
      expect(heard).toEqual(['jobs', 'events'])
    })
  })
}
