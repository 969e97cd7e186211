import type { ScoreBlock } from './detector.ts'
import { stageWords } from './telltale/model.ts'

/** In place of a channel: nobody leads. */
export const nobody = 0
/** -log10: a channel that scores less by itself leads nothing. */
const leastOwn = 2
/** And this much, one row in ten thousand, where the channels alarm by how they stand to one another: the highest of them is chance there. docs/evaluation.md. */
const standsOut = 4
const relation = stageWords.indexOf('relation')

/**
 * Who leads each row: the channel with the highest own score. Nobody does where no channel is unusual by itself, nor where the row alarms by the
 * relation of the channels and none of them stands out.
 * @returns the number of the channel from 1, or `nobody`. What the numbers are does not matter to what is told, only which are equal.
 */
export function leadsOf({ asset, channels, stage }: Pick<ScoreBlock, 'asset' | 'channels' | 'stage'>): Uint16Array {
  const leads = new Uint16Array(asset.length)
  const highest = Float64Array.from(stage, (one) => (one === relation ? standsOut : leastOwn))
  channels.forEach((own, channel) => {
    for (let row = 0; row < own.length; row++) {
      if (!(own[row] > highest[row])) continue
      highest[row] = own[row]
      leads[row] = channel + 1
    }
  })
  return leads
}
