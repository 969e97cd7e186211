import type { Tag } from '../../../main/contract/assets.ts'

/** A word of its own in a tag's name: RUN_CMD, Motor on, state. */
const running = /(^|[^a-z])(run|running|on|started|state|status)([^a-z]|$)/i

/** The tag that says whether an asset runs: a command or a switch of that name; null where there is none. */
export function runningTag(tags: readonly Tag[]): Tag | null {
  const switches = tags.filter(({ kind, n }) => (kind === 'command' || kind === 'binary') && n > 0)
  return switches.find(({ name }) => /run/i.test(name) && running.test(name)) ?? switches.find(({ name }) => running.test(name)) ?? null
}

/** Above this a run command means that the machine runs: commands are 0 or 1, speeds in per cent are more. */
export const runningAbove = 0.5
