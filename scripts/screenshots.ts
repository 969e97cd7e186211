/**
 * `npm run screenshots -- [--out DIR] [--home DIR]`: every panel, dark and light, at both sizes, over the demonstration plant. A home that
 * holds one already is used as it is; else a fresh one is made and thrown away. Builds first where a source is newer; needs Chromium.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Asset } from '../main/contract/assets.ts'
import type { Detection } from '../main/contract/detection.ts'
import type { Job } from '../main/contract/jobs.ts'
import { launch, root } from '../e2e/launch.ts'
import { panelRows } from '../renderer/panels/index.ts'
import { actionRow, type ActionId } from '../renderer/workspace/actions.ts'
import { buildIfStale } from './buildIfStale.ts'

const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'out/screenshots') }, home: { type: 'string' } } })
const sizes = [{ width: 1440, height: 900 }, { width: 1100, height: 700 }]
const themes = ['dark', 'light'] as const

/** Actions, by their keys, that bring each panel to the front; Investigate and Explore with the strongest event in it. */
const steps = (id: (typeof panelRows)[number]['id']): readonly ActionId[] => (id === 'investigate' ? ['go.strongest'] : id === 'explore' ? ['go.strongest', 'events.explore'] : [`go.${id}`])
const pictures: readonly { readonly name: string; readonly actions: readonly ActionId[] }[] = [...panelRows.map(({ id }) => ({ name: id, actions: steps(id) })), { name: 'palette', actions: ['palette'] }]

buildIfStale()
const home = values.home ?? (await mkdtemp(join(tmpdir(), 'telltale-screenshots-')))
const launched = await launch('server', home)
const unanswered = followCalls(launched.page)
try {
  await prepare(launched.address ?? '')
  await mkdir(values.out, { recursive: true })
  for (const theme of themes) {
    for (const size of sizes) {
      await launched.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await launched.page.setViewportSize(size)
      await call(launched.address ?? '', 'PATCH', 'preferences', { theme, layout: null })
      await launched.page.reload()
      await launched.page.waitForSelector('.tt-dockarea .tt-panel')
      for (const { name, actions } of pictures) {
        let picture: Buffer = Buffer.alloc(0)
        for (const action of actions) {
          for (const chord of (actionRow(action).keys[0] ?? '').split(' ')) await launched.page.keyboard.press(playwrightKey(chord))
          picture = await settledPicture(launched.page) // the next action may need what this one opens
        }
        await writeFile(join(values.out, `${name}-${theme}-${size.width}x${size.height}.png`), picture)
        await launched.page.keyboard.press('Escape')
      }
    }
  }
  console.log(`${pictures.length * themes.length * sizes.length} pictures in ${values.out}`)
} finally {
  await launched.close()
  if (values.home === undefined) await rm(home, { recursive: true, force: true })
}

/** `ctrl+k` in the words of Playwright. */
function playwrightKey(chord: string): string {
  return chord.replace(/^ctrl\+/, 'Control+')
}

/** The demonstration plant with something found on each of its assets. */
async function prepare(address: string): Promise<void> {
  if ((await call<Asset[]>(address, 'GET', 'assets')).length === 0) await finished(address, (await call<{ job: number }>(address, 'POST', 'imports/demo')).job)
  // the plant learns normal on its machines by itself, and is compared afterwards: those jobs are waited for, not started a second time
  const open = async () => (await call<Job[]>(address, 'GET', 'jobs')).filter(({ state }) => state === 'queued' || state === 'running')
  for (let jobs = await open(); jobs.length > 0; jobs = await open()) for (const { id } of jobs) await finished(address, id)
  const learned = new Set((await call<Detection[]>(address, 'GET', 'detections')).map(({ asset }) => asset))
  for (const { id, tags } of await call<Asset[]>(address, 'GET', 'assets')) {
    if (tags === 0 || learned.has(id)) continue
    await finished(address, (await call<{ job: number }>(address, 'POST', 'detections', { asset: id })).job)
  }
  for (const { id } of await open()) await finished(address, id)
}

async function finished(address: string, id: number): Promise<void> {
  for (;;) {
    const { state, title, error } = await call<Job>(address, 'GET', `jobs/${id}`)
    if (state === 'done') return
    if (state === 'failed' || state === 'cancelled') throw new Error(`${title}: ${error?.message ?? state}`)
    await new Promise((done) => setTimeout(done, 500))
  }
}

async function call<T>(address: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${address}api/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`)
  return (await response.json()) as T // as: the contract says what each path answers
}

/** Ids of the calls that the page made and that the core has not answered yet. */
function followCalls(page: Page): ReadonlySet<string> {
  const open = new Set<string>()
  const head = z.object({ i: z.string(), t: z.int().optional() })
  const read = (payload: string | Buffer) => {
    const text = payload.toString()
    const end = text.indexOf('\u{fffd}') // where the bytes of a message begin that carries some
    try {
      return head.safeParse(JSON.parse(end < 0 ? text : text.slice(0, end))).data
    } catch {
      return undefined
    }
  }
  page.on('websocket', (socket) => {
    open.clear() // another page or another server: its ids begin anew
    socket.on('framesent', ({ payload }) => {
      const message = read(payload)
      if (!message) return
      if (message.t === undefined) open.add(message.i)
      else open.delete(message.i) // called back by the page: it may never be answered
    })
    // the first answer counts: a stream goes on for ever
    socket.on('framereceived', ({ payload }) => void open.delete(read(payload)?.i ?? ''))
  })
  return open
}

/** The page when nothing loads, every call is answered, and two pictures of it are the same. @throws when it is still not so after a minute. */
async function settledPicture(page: Page): Promise<Buffer> {
  const deadline = Date.now() + 60_000
  await page.waitForLoadState('networkidle')
  let before = await page.screenshot()
  while (Date.now() < deadline) {
    await page.waitForFunction(() => document.querySelectorAll('.tt-face[role=status]').length === 0)
    const now = await page.screenshot()
    if (unanswered.size === 0 && now.equals(before)) return now
    before = now
  }
  throw new Error(`the page does not come to rest: ${unanswered.size === 0 ? 'it is drawn again and again' : `${unanswered.size} calls are not answered (${[...unanswered].join(', ')})`}`)
}
