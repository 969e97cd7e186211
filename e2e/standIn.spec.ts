/** GIVEN the built desktop application, WHEN it runs under the stand-in, THEN what the other specs build on holds. Guards the stand-in itself. */
import { expect, test } from './fixture.ts'

test.describe('desktop shell @desktop', () => {
  test('the page runs from app://, in a secure context, with the bridge and without Node', async ({ workstation }) => {
    const { page, app } = workstation
    expect(await page.evaluate(() => isSecureContext)).toBe(true)
    expect(await page.evaluate(() => Object.keys(window.telltale ?? {}).sort())).toEqual(['dropped', 'onCommand', 'onMessage', 'send', 'shell'])
    expect(await page.evaluate(() => ['require', 'process', 'module', '__standInUp'].filter((name) => name in window))).toEqual([])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe('app://bundle/index.html')
  })

  test('a call reaches the core and its answer comes back; a fault comes back as data', async ({ workstation }) => {
    const answer = (message: string) => workstation.page.evaluate((text) => new Promise((done) => {
      const stop = window.telltale?.onMessage((data) => {
        stop?.()
        done(data)
      })
      window.telltale?.send(text)
    }), message)
    const id = 'e2e-1' // not one of the page's own ids
    const about = JSON.parse(String(await answerWith(workstation.page, id, '/settings/about'))) as { p: { b: { json: { shell: string } } } }
    expect(about.p.b.json.shell).toBe('desktop')
    expect(JSON.parse(String(await answer('{"i":"e2e-2","p":{"u":"https://evil.example/"}}')))).toMatchObject({ i: 'e2e-2', p: { s: 400 } })
  })

  test('a menu entry reaches the page; a second start with a deep link too', async ({ workstation }) => {
    const { page, app } = workstation
    const heard = await page.evaluateHandle(() => {
      const commands: string[] = []
      window.telltale?.onCommand((command) => void commands.push(command))
      return commands
    })
    await app.evaluate(({ app: electronApp, Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('go.overview')?.click()
      electronApp.emit('second-instance', {}, ['telltale', 'telltale://event/../../x'])
      electronApp.emit('second-instance', {}, ['telltale', 'telltale://event/e-1'])
    })
    await expect.poll(() => heard.jsonValue()).toEqual(['go.overview', 'event/e-1'])
    // The event of the link is not in this project: the page says so.
    await expect(page.getByText(/e-1/)).toBeVisible()
  })

  test('a reload keeps the bridge and starts a new line to the core', async ({ workstation }) => {
    const { page } = workstation
    await page.reload()
    expect(JSON.parse(String(await answerWith(page, 'e2e-1', '/settings/about')))).toMatchObject({ i: 'e2e-1' })
  })
})

/** Sends one request over the bridge, beside what the page itself sends, and gives back the answer with its id. */
function answerWith(page: import('@playwright/test').Page, id: string, path: string): Promise<unknown> {
  return page.evaluate(([request, wanted]) => new Promise((done) => {
    const stop = window.telltale?.onMessage((data) => {
      if (typeof data !== 'string' || !data.startsWith(`{"i":"${wanted}"`)) return
      stop?.()
      done(data)
    })
    window.telltale?.send(request ?? '')
  }), [JSON.stringify({ i: id, p: { u: path, b: {} } }), id])
}
