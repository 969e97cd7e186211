import type { EventChannel } from '../../../main/contract/events.ts'

export interface Moved {
  readonly channel: EventChannel
  /** Milliseconds after the first channel that moved. */
  readonly after: number
}

/** The channels that left their band, in the order in which they did. */
export function moveOrder(channels: readonly EventChannel[]): Moved[] {
  const moved = channels.flatMap((channel) => (channel.onset === null ? [] : [{ channel, onset: channel.onset }])).sort((a, b) => a.onset - b.onset)
  const first = moved[0]?.onset ?? 0
  return moved.map(({ channel, onset }) => ({ channel, after: onset - first }))
}
