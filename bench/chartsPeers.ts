/**
 * The peers of `bench charts`, live in the same browser: 12 charts in a column over one time axis, fed every sample. Each is given ten times as
 * many samples until a frame of panning takes longer than can be borne, or the page gives up; the last size it bore is the one reported.
 */
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { devtoolsOf, frames, type FrameFigures } from './chartsDrive.ts'

const require = createRequire(import.meta.url)
export interface PeerFigures extends FrameFigures {
  readonly name: string
  /** Samples a lane. */
  readonly samples: number
  /** What ended the climb. */
  readonly ended: string
}

interface Peer {
  readonly name: string
  readonly script: string
  readonly style?: string
  /** Runs in the page: draws `lanes` charts of `n` samples and leaves `pan(share)` behind. */
  readonly setUp: (args: { n: number; lanes: number; width: number; height: number }) => Promise<void>
}

const bearable = 100 // ms of main thread a frame: ten frames a second
const ladder = [1000, 10_000, 100_000, 1_000_000, 10_000_000]
const patience = 90_000

export const peers: readonly Peer[] = [
  { name: 'uPlot fed raw', script: require.resolve('uplot/dist/uPlot.iife.min.js'), style: require.resolve('uplot/dist/uPlot.min.css'), setUp: setUpUplot },
  { name: 'Plotly scattergl', script: require.resolve('plotly.js/dist/plotly-gl2d.min.js'), setUp: setUpPlotly },
]

export async function measurePeer(browser: Browser, peer: Peer, size: { lanes: number; width: number; height: number; frames: number }): Promise<PeerFigures | null> {
  let best: PeerFigures | null = null
  for (const n of ladder) {
    const page = await browser.newPage({ viewport: { width: size.width, height: size.height } })
    let ended: string
    try {
      const figures = await withinPatience(measureOne(page, peer, n, size))
      if (figures.task <= bearable || best === null) best = { ...figures, name: peer.name, samples: n, ended: 'the largest size tried' }
      if (figures.task <= bearable) continue
      ended = `${n} samples a lane took ${Math.round(figures.task)} ms a frame`
    } catch (error) {
      ended = `${n} samples a lane: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
    } finally {
      await page.close({ runBeforeUnload: false }).catch(() => undefined)
    }
    return best && { ...best, ended }
  }
  return best
}

async function measureOne(page: Page, peer: Peer, n: number, size: { lanes: number; width: number; height: number; frames: number }): Promise<FrameFigures> {
  await page.setContent('<!doctype html><body style="margin:0;background:#fff"></body>')
  if (peer.style) await page.addStyleTag({ path: peer.style })
  await page.addScriptTag({ path: peer.script })
  await page.evaluate(peer.setUp, { n, lanes: size.lanes, width: size.width, height: size.height })
  const devtools = await devtoolsOf(page)
  return frames({ page, devtools, count: size.frames, step: (i) => page.evaluate((share) => (globalThis as unknown as { pan: (share: number) => Promise<void> }).pan(share), i % 2 ? 0.01 : 0.02) }) // as: left behind by setUp
}

function withinPatience<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not drawn and panned in ${patience / 1000} s`)), patience)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

// The two below run in a page: they see nothing of this file.

async function setUpUplot({ n, lanes, width, height }: { n: number; lanes: number; width: number; height: number }): Promise<void> {
  type Chart = { setScale(name: string, range: { min: number; max: number }): void }
  const page = globalThis as unknown as { uPlot: new (options: object, data: Float64Array[], target: Element) => Chart; pan: (share: number) => Promise<void> } // as: what the script defines
  const t = Float64Array.from({ length: n }, (_, i) => 1_767_225_600 + i)
  const charts: Chart[] = []
  for (let lane = 0; lane < lanes; lane++) {
    const v = Float64Array.from({ length: n }, (_, i) => 20 + lane + 5 * Math.sin(i / (5000 + 700 * lane)) + ((i * 7919) % 1009) / 1009)
    charts.push(new page.uPlot({ width, height: Math.floor(height / lanes), legend: { show: false }, cursor: { show: false }, axes: [{ size: 16 }, { size: 36 }], series: [{}, { stroke: '#333', width: 1 }] }, [t, v], document.body))
  }
  const span = n * 0.9
  let from = 1_767_225_600
  page.pan = async (share) => {
    from += span * share * 0.1
    for (const chart of charts) chart.setScale('x', { min: from, max: from + span })
  }
}

async function setUpPlotly({ n, lanes, width, height }: { n: number; lanes: number; width: number; height: number }): Promise<void> {
  const page = globalThis as unknown as { Plotly: { newPlot(...args: unknown[]): Promise<unknown>; relayout(...args: unknown[]): Promise<unknown> }; pan: (share: number) => Promise<void> } // as: what the script defines
  const target = document.body.appendChild(document.createElement('div'))
  const start = 1_767_225_600_000
  const t = Float64Array.from({ length: n }, (_, i) => start + i * 1000)
  const data = Array.from({ length: lanes }, (_, lane) => ({ type: 'scattergl', mode: 'lines', x: t, y: Float64Array.from({ length: n }, (_, i) => 20 + lane + 5 * Math.sin(i / (5000 + 700 * lane)) + ((i * 7919) % 1009) / 1009), xaxis: 'x', yaxis: lane === 0 ? 'y' : `y${lane + 1}`, line: { width: 1 } }))
  const span = n * 900
  const layout: Record<string, unknown> = { width, height, showlegend: false, margin: { l: 40, r: 8, t: 8, b: 20 }, xaxis: { type: 'date', range: [start, start + span] } }
  for (let lane = 0; lane < lanes; lane++) layout[lane === 0 ? 'yaxis' : `yaxis${lane + 1}`] = { domain: [lane / lanes, (lane + 0.9) / lanes] }
  await page.Plotly.newPlot(target, data, layout, { staticPlot: false, displayModeBar: false })
  if (!target.querySelector('canvas')?.getContext) throw new Error('no canvas')
  let from = start
  page.pan = async (share) => {
    from += span * share * 0.1
    await page.Plotly.relayout(target, { 'xaxis.range': [from, from + span] })
  }
}
