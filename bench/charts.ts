/**
 * The workstation in Debian's Chromium over a real server: 12 lanes of 10 M samples panned and zoomed with a real wheel, beside uPlot fed raw and
 * Plotly's WebGL lines in the same browser; how soon the first page is useful; a queue of 10,000 events scrolled; what the page holds in memory
 * with all of it open; what it costs to load. Needs the built page (`npm run build`) and Chromium. `--only ours` leaves the peers out.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test'
import { launch, root } from '../e2e/launch.ts'
import { workbench } from '../e2e/pages/workbench.ts'
import type { Detection } from '../main/contract/detection.ts'
import type { Job } from '../main/contract/jobs.ts'
import { telltale } from '../models/detectors/telltale/index.ts'
import { bundleBudget } from '../scripts/bundleBudget.ts'
import { devtoolsOf, frames, heapBytes, type FrameFigures } from './chartsDrive.ts'
import { measurePeer, peers } from './chartsPeers.ts'
import { chartsHome, end, eventCount, samples, start, tagCount, type ChartsHome } from './chartsStore.ts'
import type { BenchRow } from './run.ts'
import { median } from './storageData.ts'

const size = { width: 1440, height: 900 }
const frameGoal = 16 // ms
const rounds = 5
const steps = 40
const million = 1_000_000
const third = Math.round((end - start) / 3)

export default async function chartsBench({ only }: { only?: string }): Promise<BenchRow[]> {
  const built = join(root, 'out/renderer')
  if (!existsSync(join(built, 'index.html'))) throw new Error('The page is not built: npm run build')
  const made = await chartsHome()
  const running = await launch('server', made.home)
  // the page that came with it would go on keeping its own layout
  await running.page.goto('about:blank')
  const browser = await open()
  try {
    const address = running.address ?? ''
    await learn(address, made.rig)
    const { rows, pan } = await ours(address, made)
    if (only !== 'ours') rows.push(...(await beside(browser, pan)))
    return [...rows, ...bundleBudget(built).map(({ name, kB, limit }) => limited(`loads: ${name}`, kB, 'kB gzip', limit))]
  } finally {
    await browser.close()
    await running.close()
  }
}

// WebGL for the peer that needs it, in software as everything here
const open = (): Promise<Browser> => chromium.launch({ executablePath: process.env['TELLTALE_CHROMIUM'] ?? '/usr/bin/chromium', chromiumSandbox: false, args: ['--enable-unsafe-swiftshader'] })

async function ours(address: string, { asset, tags, rig }: ChartsHome): Promise<{ rows: BenchRow[]; pan: FrameFigures }> {
  const paints: number[] = []
  for (let i = 0; i < rounds; i++) paints.push(await firstUsefulPaint(address))
  const browser = await open()
  try {
    const page = await browser.newPage({ viewport: size })
    // before the page: answers are counted from its first socket on
    const devtools = await devtoolsOf(page)
    // a third of the recording, in its middle: what is panned and zoomed to is full of samples on every frame
    await page.goto(`${address}#explore/${asset}/${tags.join(',')}/${start + third}_${start + 2 * third}`)
    await page.locator('.tt-lanes-area canvas').first().waitFor()
    await page.waitForFunction((n) => document.querySelectorAll('.tt-lane-head').length === n && document.querySelector('.tt-face[role=status]') === null, tagCount)
    const area = await page.locator('.tt-lanes-area').boundingBox()
    if (!area) throw new Error('Explore has no lanes')
    const at = { x: area.x + area.width * 0.6, y: area.y + area.height / 2 }
    await page.mouse.move(at.x, at.y)
    const turn = (delta: number, shift: boolean) => async () => {
      if (shift) await page.keyboard.down('Shift')
      await page.mouse.wheel(0, delta)
      if (shift) await page.keyboard.up('Shift')
    }
    const zoomIn = turn(-120, false)
    const zoomOut = turn(120, false)
    // ten steps in one direction and ten back, so that the view stays among the samples
    const back = (i: number) => Math.floor(i / 10) % 2 === 1
    const right = turn(60, true)
    const left = turn(-60, true)
    const zoom = await frames({ page, devtools, count: steps, step: (i) => (back(i) ? zoomOut() : zoomIn()) })
    const pan = await frames({ page, devtools, count: steps, step: (i) => (back(i) ? left() : right()) })
    // the view rests, new data is asked for, comes and is drawn: all of it counts
    const waits: number[] = []
    // by other steps than before: where the view has been, the answers are there already
    const [deeper, wider] = [turn(-107, false), turn(101, false)]
    const waited = async (step: () => Promise<void>) => void waits.push(await waitFor(devtools, step))
    const loading = await frames({ page, devtools, count: steps / 2, step: (i) => waited(back(i) ? wider : deeper) })
    // from an hour somewhere to all of it, each time a little less than all: what was there before would be kept
    const whole: number[] = []
    for (let i = 1; i <= rounds; i++) {
      const follow = (from: number, to: number) => page.evaluate((hash) => void (location.hash = hash), `#explore/${asset}/${tags.join(',')}/${from}_${to}`)
      const hour = start + i * Math.round(third / 4)
      const came = nextAnswer(devtools)
      await follow(hour, hour + 3_600_000)
      await came
      await frames({ page, devtools, count: 1, step: () => Promise.resolve() })
      whole.push(await waitFor(devtools, () => follow(start + 60_000 * i, end)))
    }
    const lanes = `${tagCount} lanes x ${samples / million} M samples`
    const rows = [
      ofFrames(`zoom over ${lanes}: script a frame`, zoom),
      ofFrames(`pan over ${lanes}: script a frame`, pan),
      told(`zoom over ${lanes}: all of the main thread a frame, style, layout and software raster too`, zoom.task),
      told(`pan over ${lanes}: all of the main thread a frame, style, layout and software raster too`, pan.task),
      ofFrames(`zoom over ${lanes} with new data asked for, unpacked and drawn: script a step`, loading),
      told(`zoom over ${lanes}: from the turn of the wheel until the new data is there`, median(waits)),
      told(`the whole of ${lanes}: from the link to it until the data is there`, median(whole)),
      limited(`the whole of ${lanes}: answer of the server, ${screen} buckets`, await answerOfServer(address, tags), 'ms', 300),
      limited('first useful paint, cold: the worst event in a sentence and the map coloured', median(paints), 'ms', 2000),
      ...(await queue(page)),
    ]
    for (const row of rows) note(`${row.name}: ${row.ours}`)
    rows.push(limited(`memory of the page with ${lanes}, ${eventCount} events and an investigation open`, (await heapOfEverything(page, devtools, rig)) / million, 'MB', 250))
    return { rows, pan }
  } finally {
    await browser.close()
  }
}

const columns = 100_000 // bytes: only columns are that long
const patience = 60_000 // ms

/** The next answer of the core that holds columns. */
function nextAnswer(devtools: CDPSession): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no data came within ${patience / 1000} s`)), patience)
    const look = ({ response }: { response: { payloadData: string } }) => {
      if (response.payloadData.length < columns) return
      clearTimeout(late)
      devtools.off('Network.webSocketFrameReceived', look)
      resolve()
    }
    devtools.on('Network.webSocketFrameReceived', look)
  })
}

/** Milliseconds from `step` to the next answer that holds columns. */
async function waitFor(devtools: CDPSession, step: () => Promise<unknown>): Promise<number> {
  const came = nextAnswer(devtools)
  const began = performance.now()
  await step()
  await came
  return performance.now() - began
}

const screen = 1400 // buckets: pixels of a usual window

/** Milliseconds until the buckets of all samples of all tags have come over HTTP. */
async function answerOfServer(address: string, tags: readonly number[]): Promise<number> {
  const waits: number[] = []
  for (let i = 0; i < 2 * rounds + 1; i++) {
    const began = performance.now()
    // columns come beside the JSON, as they are
    await (await send(address, 'POST', 'series/view', { tags, from: start, to: end, buckets: screen })).arrayBuffer()
    waits.push(performance.now() - began)
  }
  return median(waits)
}

const note = (words: string) => void process.stderr.write(`${words}\n`)
const ofFrames = (name: string, { script, p95Script, worstScript, answers }: FrameFigures): BenchRow => limited(`${name} (19 of 20 within ${p95Script.toFixed(1)}, worst ${worstScript.toFixed(1)}, ${answers.toFixed(1)} answers a frame)`, script, 'ms', frameGoal)
/** A figure without a goal of its own, told beside those that have one. */
const told = (name: string, value: number): BenchRow => ({ name, ours: value, peer: null, peerName: 'no goal', ratio: null, unit: 'ms', goal: 'none', met: true })
const limited = (name: string, value: number, unit: string, limit: number): BenchRow => ({ name, ours: value, peer: null, peerName: 'limit', ratio: null, unit, goal: `<= ${limit} ${unit}`, met: value <= limit })

/** Milliseconds from the navigation of a fresh browser, with the docks as they are at the first start, to the picture that says where the trouble is. */
async function firstUsefulPaint(address: string): Promise<number> {
  await call(address, 'PATCH', 'preferences', { layout: null, tourDone: true })
  const browser = await open()
  try {
    const page = await browser.newPage({ viewport: size })
    await page.addInitScript(() => {
      const look = () => {
        const useful = (document.querySelector('.tt-overview-words p')?.textContent ?? '') !== '' && /\d/.test(document.querySelector('.tt-fleet-names td.tt-number:last-child')?.textContent ?? '')
        // the frame after the one that has it: it is painted then
        if (useful) requestAnimationFrame(() => document.documentElement.setAttribute('data-useful', String(performance.now())))
        else requestAnimationFrame(look)
      }
      look()
    })
    await page.goto(address)
    await page.waitForSelector('html[data-useful]')
    return Number(await page.getAttribute('html', 'data-useful'))
  } finally {
    await browser.close()
  }
}

/** Scrolls the queue from end to end with the wheel; the browser itself tells of every frame that took 50 ms or longer. */
async function queue(page: Page): Promise<BenchRow[]> {
  const bench = workbench(page)
  await bench.open('Events')
  await bench.queue.getByRole('option').first().waitFor()
  const box = await bench.queue.boundingBox()
  if (!box) throw new Error('the queue is not shown')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    const page = globalThis as unknown as { longFrames: number[] } // as: ours, read below
    page.longFrames = []
    new PerformanceObserver((list) => page.longFrames.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'long-animation-frame', buffered: false })
  })
  const turns = 300
  for (let i = 0; i < turns; i++) {
    await page.mouse.wheel(0, i % 10 === 9 ? 40_000 : 400)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
  const last = await bench.queue.getByRole('option').last().innerText()
  const long = await page.evaluate(() => (globalThis as unknown as { longFrames: number[] }).longFrames)
  if (last === '') throw new Error('the queue showed nothing at its end')
  return [limited(`${eventCount} events scrolled by ${turns} turns of the wheel: longest frame that the browser reports (it does from 50 ms on)`, Math.max(0, ...long), 'ms', 50)]
}

/** Explore with its lanes, the queue, the overview, and an event of the rig with evidence: all in the page, then what it holds. */
async function heapOfEverything(page: Page, devtools: CDPSession, rig: number): Promise<number> {
  const bench = workbench(page)
  await bench.open('Overview')
  await page.locator('.tt-fleet-cells').waitFor()
  const event = await page.evaluate(async (asset) => ((await (await fetch(`/api/events?asset=${asset}`)).json()) as { id: string }[])[0]?.id, rig)
  if (event === undefined) throw new Error('nothing was found on the small rig')
  await bench.command('Small rig,')
  await page.locator('.tt-verdicts').waitFor()
  await page.locator('.tt-panel .tt-lanes-area').first().waitFor()
  await bench.open('Explore')
  await page.locator('.tt-lanes-area').first().waitFor()
  return heapBytes(devtools)
}

/** The peers at the size that each can bear, by all that the main thread does for a frame; ours drew ten million samples a lane in the same run. */
async function beside(browser: Browser, mine: FrameFigures): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const peer of peers) {
    const figures = await measurePeer(browser, peer, { lanes: tagCount, ...size, frames: 12 })
    if (figures === null) rows.push({ name: `pan beside ${peer.name}`, ours: mine.task, peer: null, peerName: `${peer.name} did not draw`, ratio: null, unit: 'ms', goal: 'for comparison', met: true })
    else
      rows.push({
        name: `pan, main thread a frame: ours at ${samples / million} M samples a lane, the peer at ${figures.samples} (${figures.ended})`,
        ours: mine.task, peer: figures.task, peerName: peer.name, ratio: figures.task / mine.task, unit: 'ms', goal: 'for comparison', met: true,
      })
  }
  return rows
}

/** A real detection on the small rig, once. */
async function learn(address: string, asset: number): Promise<void> {
  // Evidence comes from the detector of today only: what an older one left in the kept project is learned again.
  if ((await call<Detection[]>(address, 'GET', `detections?asset=${asset}`)).some(({ detectorVersion }) => detectorVersion === telltale.version)) return
  const { job } = await call<{ job: number }>(address, 'POST', 'detections', { asset, reference: { rows: 8000 } })
  for (;;) {
    const { state, error } = await call<Job>(address, 'GET', `jobs/${job}`)
    if (state === 'done') return
    if (state === 'failed' || state === 'cancelled') throw new Error(error?.message ?? state)
    await new Promise((done) => setTimeout(done, 200))
  }
}

async function call<T>(address: string, method: string, path: string, body?: unknown): Promise<T> {
  return (await (await send(address, method, path, body)).json()) as T // as: the contract says what each path answers
}

async function send(address: string, method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(`${address}api/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`)
  return response
}
