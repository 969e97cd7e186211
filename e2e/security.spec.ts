/** GIVEN a page in which a script of someone else runs, WHEN it tries to get out, THEN it stays where it is. */
import { expect, test } from './fixture.ts'

test.describe('attacks in the page', () => {
  test('inline scripts, eval and foreign hosts are blocked by the policy', async ({ workstation }) => {
    const violations = await workstation.page.evaluate(async () => {
      const heard = new Set<string>()
      const all = new Promise<void>((done) => document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (heard.add(effectiveDirective).size === 3) done()
      }))
      const script = document.createElement('script')
      script.textContent = 'window.broken = 1'
      document.head.append(script)
      const button = document.createElement('button')
      button.setAttribute('onclick', 'window.broken = 2')
      document.body.append(button)
      button.click()
      await fetch('https://example.com/').catch(() => undefined)
      await all
      return { heard: [...heard].sort(), broken: 'broken' in window }
    })
    expect(violations).toEqual({ heard: ['connect-src', 'script-src-attr', 'script-src-elem'], broken: false })
    // Evaluation by the test driver bypasses the policy: a timer of the page's own does not.
    const evaluated = await workstation.page.evaluate(() => new Promise((done) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line typescript/no-implied-eval -- this is the attack
          done(new Function('return 1')())
        } catch (error) {
          done((error as Error).name)
        }
      })
    }))
    expect(evaluated).toBe('EvalError')
  })

  test('the page cannot be led elsewhere @desktop', async ({ workstation }) => {
    const { page, app } = workstation
    for (const url of ['https://example.com/', 'app://bundle.evil/', 'file:///etc/passwd']) {
      await page.evaluate((to) => {
        location.href = to
      }, url)
    }
    expect(await page.evaluate(() => typeof window.telltale)).toBe('object')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe('app://bundle/index.html')
  })

  test('window.open opens nothing @desktop', async ({ workstation }) => {
    const { page, app } = workstation
    expect(await page.evaluate(() => window.open('https://example.com/', '_blank'))).toBeNull()
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(app.windows()).toHaveLength(1)
  })

  test('a message from another frame is refused @desktop', async ({ workstation }) => {
    const { app } = workstation
    const answers = await app.evaluate(({ BrowserWindow, ipcMain }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents
      const replies: string[] = []
      const reply = (_channel: string, data: string) => void replies.push(data)
      for (const senderFrame of [{ url: 'https://evil.example/', parent: null }, { url: 'app://bundle/index.html', parent: {} }]) {
        ipcMain.emit('telltale:up', { sender, senderFrame, reply }, '{"i":"1","p":{"u":"/events/list","b":{"json":{}}}}')
      }
      return replies
    })
    expect(answers).toHaveLength(2)
    for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ i: '1', p: { s: 403, b: { json: { code: 'forbidden' } } } })
  })

  test('a path never reaches the page; files outside the bundle are not served @desktop', async ({ workstation }) => {
    const statuses = await workstation.page.evaluate(() => Promise.all(['../package.json', '%2e%2e/package.json', 'index.html'].map((path) => fetch(path).then(({ status }) => status))))
    expect(statuses).toEqual([404, 404, 200])
  })
})
