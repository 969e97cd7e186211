import type { Page, WebSocketRoute } from '@playwright/test'

/** What a page asks for when it opens, whatever is in its panels: with these held there would be no frame. */
const frame = /^\/(settings\/(preferences|setPreferences|about)|jobs\/watch|changes)/

export interface Gate {
  /** `open`: calls pass. `held`: the core never answers. `failing`: each is answered with a fault. Counts for calls made from now on. */
  set(state: 'open' | 'held' | 'failing'): void
}

/** Stands between the page and the server and decides what becomes of the calls of the panels. Counts for sockets that are opened from now on. */
export async function gateOf(page: Page): Promise<Gate> {
  let state: 'open' | 'held' | 'failing' = 'open'
  const refuse = (socket: WebSocketRoute, id: string) =>
    socket.send(JSON.stringify({ i: id, p: { s: 503, b: { json: { defined: true, code: 'store_busy', status: 503, message: 'Another program writes to the project. Try again in a moment.', data: {} } } } }))
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const text = message.toString()
      const head = /^\{"i":"([^"]+)".*?"u":"([^"?]+)/.exec(text)
      const [, id = '', path = ''] = head ?? []
      if (state === 'open' || head === null || frame.test(path)) server.send(message)
      else if (state === 'failing') refuse(socket, id)
    })
  })
  return {
    set(next) {
      state = next
    },
  }
}
