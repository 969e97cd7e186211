/** Driving a page with a real wheel, and what each frame of it costs: the figures are the browser's own. */
import type { CDPSession, Page } from '@playwright/test'
import { median } from './storageData.ts'

/** Milliseconds of one frame. */
export interface Frame {
  /** JavaScript: listeners, React, drawing on the canvas. */
  readonly script: number
  /** Everything that the page's main thread did: script, style, layout, paint. */
  readonly task: number
}

/** Medians of a gesture's frames in ms, and how far they scatter. */
export interface FrameFigures {
  readonly script: number
  readonly task: number
  /** 19 of 20 frames took less. */
  readonly p95Script: number
  readonly worstScript: number
  readonly frames: number
  /** Messages of the core that came while the gesture went on, a frame: a machine with time to spare answers more often, and each answer is unpacked and drawn. */
  readonly answers: number
}

/** Cumulated times of the main thread, in ms, by the name that the browser gives them. */
async function spent(devtools: CDPSession): Promise<Frame> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (name: string) => (metrics.find((one) => one.name === name)?.value ?? Number.NaN) * 1000
  return { script: of('ScriptDuration'), task: of('TaskDuration') }
}

/** Two frames: the one that draws the change, and the one that shows that it is done. */
const drawn = (page: Page) => page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))

/** Does `step` and waits for its frame, `count` times. Asking the browser for its figures costs script too: that is measured first and taken off. */
export async function frames({ page, devtools, count, step, pause }: { page: Page; devtools: CDPSession; count: number; step: (i: number) => Promise<void>; pause?: (i: number) => Promise<void> }): Promise<FrameFigures> {
  const idle: Frame[] = []
  for (let i = 0; i < 10; i++) idle.push(await one(page, devtools, () => Promise.resolve()))
  const own = { script: median(idle.map(({ script }) => script)), task: median(idle.map(({ task }) => task)) }
  const all: Frame[] = []
  let answers = 0
  const answered = () => void answers++
  devtools.on('Network.webSocketFrameReceived', answered)
  for (let i = 0; i < count; i++) {
    const { script, task } = await one(page, devtools, () => step(i))
    all.push({ script: Math.max(0, script - own.script), task: Math.max(0, task - own.task) })
    await pause?.(i)
  }
  devtools.off('Network.webSocketFrameReceived', answered)
  const scripts = all.map(({ script }) => script).toSorted((a, b) => a - b)
  return { script: median(scripts), task: median(all.map(({ task }) => task)), p95Script: scripts[Math.ceil(scripts.length * 0.95) - 1] ?? 0, worstScript: scripts.at(-1) ?? 0, frames: count, answers: answers / count }
}

async function one(page: Page, devtools: CDPSession, step: () => Promise<void>): Promise<Frame> {
  const before = await spent(devtools)
  await step()
  await drawn(page)
  const after = await spent(devtools)
  return { script: after.script - before.script, task: after.task - before.task }
}

/** A session that counts. */
export async function devtoolsOf(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  await devtools.send('Network.enable')
  return devtools
}

/** Bytes that the page holds after a collection: JavaScript, what the engine keeps for it, and the buffers of typed arrays. */
export async function heapBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.enable')
  for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.disable')
  // embedder and buffers are newer than the typings
  const usage = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number }
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)
}
