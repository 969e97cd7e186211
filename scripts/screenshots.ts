/**
 * `npm run screenshots -- [--out DIR] [--home DIR]`: every panel, dark and light, at both sizes, over the demonstration plant. A home that
 * holds one already is used as it is; else a fresh one is made and thrown away. Needs a built page (`npm run build`) and Chromium.
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
import { actionRows, type ActionId } from '../renderer/workspace/actions.ts'

const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'out/screenshots') }, home: { type: 'string' } } })
const sizes = [{ width: 1440, height: 900 }, { width: 1100, height: 700 }]
const themes = ['dark', 'light'] as const

/** Keys that bring each panel to the front; Investigate and Explore with the strongest event in it. */
const chords = (id: ActionId) => (actionRows.find((row) => row.id === id)?.keys[0] ?? '').split(' ')
const withEvent = (id: string) => (id === 'investigate' ? chords('go.strongest') : id === 'explore' ? [...chords('go.strongest'), ...chords('events.explore')] : null)
const pictures: readonly { readonly name: string; readonly keys: readonly string[] }[] = [
  ...panelRows.map(({ id }) => ({ name: id, keys: withEvent(id) ?? chords(`go.${id}`) })),
  { name: 'palette', keys: ['Control+k'] },
]

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
      for (const { name, keys } of pictures) {
        for (const key of keys) await launched.page.keyboard.press(key)
        await writeFile(join(values.out, `${name}-${theme}-${size.width}x${size.height}.png`), await settledPicture(launched.page))
        await launched.page.keyboard.press('Escape')
      }
    }
  }
  console.log(`${pictures.length * themes.length * sizes.length} pictures in ${values.out}`)
} finally {
  await launched.close()
  if (values.home === undefined) await rm(home, { recursive: true, force: true })
}

/** The demonstration plant with something found on each of its assets. */
async function prepare(address: string): Promise<void> {
  if ((await call<Asset[]>(address, 'GET', 'assets')).length === 0) await finished(address, (await call<{ job: number }>(address, 'POST', 'imports/demo')).job)
  const learned = new Set((await call<Detection[]>(address, 'GET', 'detections')).map(({ asset }) => asset))
  for (const { id, tags } of await call<Asset[]>(address, 'GET', 'assets')) {
    if (tags === 0 || learned.has(id)) continue
    await finished(address, (await call<{ job: number }>(address, 'POST', 'detections', { asset: id })).job)
  }
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
      if (message && message.t === undefined) open.add(message.i)
    })
    // the first answer counts: a stream goes on for ever
    socket.on('framereceived', ({ payload }) => void open.delete(read(payload)?.i ?? ''))
  })
  return open
}

/** The page when nothing loads, every call is answered, and two pictures of it are the same. */
async function settledPicture(page: Page): Promise<Buffer> {
  await page.waitForLoadState('networkidle')
  let before = await page.screenshot()
  for (;;) {
    await page.waitForFunction(() => document.querySelectorAll('.tt-face[role=status]').length === 0)
    const now = await page.screenshot()
    if (unanswered.size === 0 && now.equals(before)) return now
    before = now
  }
}
