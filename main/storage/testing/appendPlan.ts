import type { AppendBatch, Store } from '../ports.ts'

/** What the kill tests write: a fixed amount of points, in blocks, so that any process can go on where another one was stopped. */
export interface AppendPlan {
  /** Points of each series. */
  readonly rows: number
  readonly series: number
  /** Rows of each append. */
  readonly block: number
}

export const checkpointKey = 'kill test'

/**
 * Block k of the plan: the rows of the block in order of time, and every fourth block also repeats the last rows of the block before
 * (duplicates) and leaves one row in ten out, which the next block brings late. So appends, duplicates and merges are all interrupted.
 */
export function blockOf(plan: AppendPlan, k: number): AppendBatch[] {
  const from = k * plan.block
  const to = Math.min(plan.rows, from + plan.block)
  const holes = (i: number) => Math.floor(i / plan.block) % 4 === 3 && i % 10 === 0 && i < Math.floor(plan.rows / plan.block) * plan.block - 1
  const rows: number[] = []
  if (k % 4 === 0 && k > 0) for (let i = from - plan.block; i < from; i++) if (holes(i)) rows.push(i)
  if (k % 4 === 2) for (let i = from - 50; i < from; i++) rows.push(i)
  for (let i = from; i < to; i++) if (!holes(i)) rows.push(i)
  const last = k === Math.ceil(plan.rows / plan.block) - 1
  // holes that no later block would fill
  if (last && k % 4 === 3) rows.push(...Array.from({ length: to - from }, (_, j) => from + j).filter(holes))
  rows.sort((a, b) => a - b)
  return Array.from({ length: plan.series }, (_, s) => ({
    series: s + 1,
    time: Float64Array.from(rows, (i) => 1_600_000_000_000 + 1000 * i),
    value: Float64Array.from(rows, (i) => Math.round(1000 * Math.sin(i / (100 + s)) + ((i * 7919) % 97)) / 1000),
  }))
}

export function blocksOf(plan: AppendPlan): number {
  return Math.ceil(plan.rows / plan.block)
}

/** Goes on from the checkpoint to the end; tells of each block that is stored. */
export async function appendPlanned(store: Store, plan: AppendPlan, stored: (blocks: number) => void): Promise<void> {
  const state = await store.telemetry.checkpoint(checkpointKey)
  for (let k = Number(state?.['next'] ?? 0); k < blocksOf(plan); k++) {
    await store.telemetry.append(blockOf(plan, k), { checkpoint: { key: checkpointKey, state: { next: k + 1 } } })
    stored(k + 1)
  }
}
