import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { appendPlanned, blocksOf, checkpointKey, type AppendPlan } from '../../testing/appendPlan.ts'
import { openSqliteStore } from '../index.ts'

const child = fileURLToPath(new URL('./appendChild.ts', import.meta.url))

/** Runs the child until it ends or is killed; returns the number of blocks it said are stored. */
export async function runChild(file: string, plan: AppendPlan, kill?: { afterBlocks: number; delayMs: number }): Promise<{ stored: number; killed: boolean }> {
  const process_ = spawn(process.execPath, [child, file, JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stored = 0
  let told = 0
  let problem = ''
  process_.stderr.on('data', (text: Buffer) => {
    problem += text.toString()
  })
  createInterface({ input: process_.stdout }).on('line', (line) => {
    stored = Number(line)
    // the delay moves the kill to some point inside the appends that follow; no result depends on which
    if (++told === kill?.afterBlocks) setTimeout(() => process_.kill('SIGKILL'), kill.delayMs)
  })
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    process_.on('close', (code, signal) => resolve({ code, signal }))
  })
  if (signal === null && code !== 0) throw new Error(`the child failed: ${problem}`)
  return { stored, killed: signal === 'SIGKILL' }
}

/**
 * Kills a process that appends, again and again, and looks each time whether the file holds exactly what its checkpoint says, and no less
 * than what was acknowledged; then lets it finish and compares with a store that was never interrupted.
 */
export async function killAndResume(file: string, plan: AppendPlan, kills: number, random: () => number): Promise<{ kills: number; resumed: number }> {
  const most = Math.max(1, Math.floor(blocksOf(plan) / kills))
  let killed = 0
  let acknowledged = 0
  for (let done = false; !done; ) {
    const kill = killed < kills ? { afterBlocks: 1 + Math.floor(random() * most), delayMs: random() * 40 } : undefined
    const run = await runChild(file, plan, kill)
    acknowledged = Math.max(acknowledged, run.stored)
    if (run.killed) killed++
    const store = await openSqliteStore({ file })
    const committed = Number((await store.telemetry.checkpoint(checkpointKey))?.['next'] ?? 0)
    expect(committed).toBeGreaterThanOrEqual(acknowledged)
    done = committed === blocksOf(plan)
    // a sample of the kills is checked in depth: reading everything fifty times proves no more
    if (killed % 10 === 1) expect(await store.check()).toEqual({ ok: true, problems: [] })
    await store.close()
  }
  const [interrupted, whole] = [await openSqliteStore({ file }), await openSqliteStore({ file: ':memory:' })]
  await appendPlanned(whole, plan, () => undefined)
  expect(await interrupted.check()).toEqual({ ok: true, problems: [] })
  for (let series = 1; series <= plan.series; series++) {
    expect((await interrupted.telemetry.info([series]))[0]!.n).toBe(plan.rows)
    expect(await interrupted.telemetry.contentHash(series)).toBe(await whole.telemetry.contentHash(series))
  }
  await Promise.all([interrupted.close(), whole.close()])
  return { kills: killed, resumed: acknowledged }
}

/** A small generator with a fixed seed (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
