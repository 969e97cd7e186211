/** Answers of the core to the page, recorded from a real target and given again where there is none: the same frames, under the names of the calls that ask now. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'

/** Frames without the name of the call: of a stream its head and its last message, so that it stays open. */
type Frames = readonly Readonly<Record<string, unknown>>[]
type Recording = Readonly<Record<string, Readonly<Record<string, Frames>>>>

/** `scene`: what the target is in, e.g. `ready`. `held`: nothing answers. `failing`: each call is answered with a fault. `passing`: the program itself answers. */
export interface Scenes {
  enter(scene: string): void
  /** Ends a recording; nothing where one is played. */
  save(): Promise<void>
}

const recorded = /^\/deployments\/(contexts|reach|plan|status|watch|revisions|previewUndo)$/

/** Plays what was recorded. Call it before the page opens its line. */
export async function play(page: Page, file: string): Promise<Scenes> {
  const recording = JSON.parse(await readFile(file, 'utf8')) as Recording // written below
  let scene = 'passing'
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const [, i = '', path = ''] = /^\{"i":"([^"]+)".*?"u":"([^"?]+)/.exec(message.toString()) ?? []
      if (scene === 'passing' || !recorded.test(path)) return server.send(message)
      if (scene === 'held') return
      if (scene === 'failing') return socket.send(JSON.stringify({ i, p: { s: 503, b: { json: { defined: true, code: 'store_busy', status: 503, message: 'Another program writes to the project. Try again in a moment.', data: {} } } } }))
      for (const frame of recording[scene]?.[path] ?? []) socket.send(JSON.stringify({ i, ...frame }))
    })
  })
  return { enter: (next) => void (scene = next), save: async () => {} }
}

/** Records the answers of the program, scene by scene. */
export async function record(page: Page, file: string): Promise<Scenes> {
  const scenes: Record<string, Record<string, Frames>> = {}
  let scene = 'passing'
  page.on('websocket', (socket) => {
    const asked = new Map<string, string>()
    const heads = new Map<string, Record<string, unknown>>()
    socket.on('framesent', ({ payload }) => {
      const [, i = '', path = ''] = /^\{"i":"([^"]+)".*?"u":"([^"?]+)/.exec(String(payload)) ?? []
      if (recorded.test(path)) asked.set(i, path)
    })
    socket.on('framereceived', ({ payload }) => {
      const [, i = ''] = /^\{"i":"([^"]+)"/.exec(String(payload)) ?? []
      const path = asked.get(i)
      if (path === undefined) return
      const { i: _name, ...frame } = JSON.parse(String(payload)) as Record<string, unknown>
      const kept = (scenes[scene] ??= {})
      if (!('t' in frame)) heads.set(i, frame)
      const head = heads.get(i)
      kept[path] = 't' in frame && head ? [head, frame] : [frame]
    })
  })
  return {
    enter: (next) => void (scene = next),
    async save() {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, `${JSON.stringify(scenes, null, 1)}\n`)
    },
  }
}
