import type { ThresholdVersion } from '../contract/detection.ts'
import type { DetectionRow } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

const scope = 'threshold'
type Kept = Omit<ThresholdVersion, 'version'>

/** Decisions about thresholds, append-only: each is a document of its own, so that two people who decide at once lose nothing. */
export function thresholdVersions({ store, clock, user, newId }: Pick<CorePorts, 'store' | 'clock' | 'user'> & { newId: () => string }) {
  const { documents } = store.catalog

  /** Newest first. Version 1 is the threshold that the detection solved its budget with. */
  async function versions(detection: DetectionRow): Promise<(ThresholdVersion & { key: string })[]> {
    const first = {
      threshold: detection.threshold,
      by: `${detection.detector} ${detection.detectorVersion}`,
      at: detection.ranAt,
      why: `at most ${detection.alarmsPerWeek} alarms a week on the reference`,
    }
    const kept = (await documents.list(scope))
      .filter(({ key }) => key.startsWith(`${detection.id}.`))
      .map(({ key, value }) => ({ key, ...(value as Kept) })) // written below
      .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    return [{ key: '', ...first }, ...kept].map((one, index) => ({ version: index + 1, ...one })).reverse()
  }

  return {
    async list(detection: DetectionRow): Promise<ThresholdVersion[]> {
      return (await versions(detection)).map(({ key: _key, ...version }) => version)
    },
    async keep(detection: DetectionRow, threshold: number, why: string): Promise<ThresholdVersion> {
      const kept: Kept = { threshold, by: user(), at: clock(), why }
      const key = `${detection.id}.${newId()}`
      await documents.put(scope, key, kept)
      store.feed.publish('events')
      const { version } = (await versions(detection)).find((one) => one.key === key)! // put above
      return { version, ...kept }
    },
  }
}
