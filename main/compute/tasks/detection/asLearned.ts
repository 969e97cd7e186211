import type { Channel, Frame } from '../../../../models/series/frame.ts'
import type { DetectionRow, TagRow } from '../../../storage/ports.ts'
import type { AssetFrames } from '../assetFrames.ts'

/**
 * The frames of an asset with the columns that a detector learned, in its order, whatever was imported or dropped since: a tag that came later is
 * left out, one that holds no points any more has no values.
 * @param channels of the fitted detector. @param tags of the asset, with points or without.
 */
export function asLearned(frames: AssetFrames, channels: readonly Channel[], detection: Pick<DetectionRow, 'channels'>, tags: readonly TagRow[]): AssetFrames {
  const learned = channels.flatMap(({ name }) => {
    const id = detection.channels.find((one) => one.name === name)?.tag
    const tag = tags.find((one) => one.id === id)
    return tag ? [tag] : []
  })
  const same = learned.length === frames.tags.length && learned.every(({ id }, at) => frames.tags[at]!.id === id)
  if (same || learned.length < channels.length) return frames
  const columns = learned.map(({ id }) => frames.tags.findIndex((tag) => tag.id === id))
  const pick = (frame: Frame): Frame => ({ time: frame.time, columns: columns.map((at) => frame.columns[at] ?? new Float64Array(frame.time.length).fill(Number.NaN)) })
  return {
    ...frames,
    tags: learned,
    channels,
    async *blocks(from, to, mostRows) {
      for await (const frame of frames.blocks(from, to, mostRows)) yield pick(frame)
    },
    whole: async (from, to) => pick(await frames.whole(from, to)),
  }
}
