/** The stable shapes of the command line's JSON, documented in docs/cli.md. Times are ISO 8601 UTC. */
import { alarmsOf, type Event } from '../contract/events.ts'
import type { Tag } from '../contract/assets.ts'
import { Fault } from '../contract/errors.ts'
import { iso, type Session } from './verb.ts'

export function seriesShape(assetName: string, tag: Tag) {
  const { name, unit, kind, n, start, end, grade, reasons } = tag
  return { asset: assetName, tag: name, unit, kind, n, start: iso(start), end: iso(end), grade, reasons: reasons.map(({ words }) => words), interval: tag.interval }
}

export function eventShape(event: Event) {
  return {
    id: event.id,
    asset: event.assetName,
    start: iso(event.start),
    end: iso(event.end),
    stretches: alarmsOf(event).map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    peak: iso(event.peak),
    score: event.score,
    tail: event.tail,
    severity: event.severity,
    words: event.words,
    stage: event.stage,
    operating: event.operating,
    inReference: event.inReference,
    simulated: event.simulated,
    verdict: event.verdict?.verdict ?? null,
    reason: event.verdict?.reason ?? null,
    note: event.verdict?.note ?? '',
    channels: event.channels.map(({ name, share, expected, actual, unit, onset }) => ({ tag: name, share, expected, actual, unit, onset: iso(onset) })),
  }
}

/** @throws Fault `not_found` that lists the assets there are. */
export async function assetNamed(session: Session, name: string) {
  const assets = await session.client.assets.list()
  const asset = assets.find((one) => one.name === name)
  if (!asset) {
    const known = assets.map((one) => one.name).join(', ')
    throw new Fault('not_found', `There is no asset named ${name}. ${known ? `Known are: ${known}.` : 'Nothing has been imported yet.'}`, { asset: name })
  }
  return asset
}

/** @throws Fault `not_found` when nothing was detected on this asset yet. */
export async function newestDetection(session: Session, asset: { id: number; name: string }) {
  const [newest] = await session.client.detections.list({ asset: asset.id })
  if (!newest) throw new Fault('not_found', `Nothing was detected on ${asset.name} yet. Run: telltale detect --asset "${asset.name}"`, { asset: asset.name })
  return newest
}
