/** What every spec gets: a workstation on a fresh home, started the way its project says. Specs speak to it and to page objects only. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type ElectronApplication, type Page } from '@playwright/test'
import { launch, type Kind, type Launched } from './launch.ts'

export interface Options {
  kind: Kind
}

export interface Workstation {
  /** The page that is shown now: another one after `restart`. */
  readonly page: Page
  readonly kind: Kind
  readonly home: string
  /** Address of the server; null on the desktop. */
  readonly address: string | null
  /** The desktop application. @throws on a server: tag the spec @desktop. */
  readonly app: ElectronApplication
  /** Process that runs the core. */
  readonly pid: number
  /** Answers the next file dialog with these files. Call it before the click that opens the dialog. */
  pickFile(...paths: string[]): Promise<void>
  /** Ends the program and starts it again on the same home. */
  restart(): Promise<void>
  /** Kills the server; the page stays open. @throws on the desktop: tag the spec @server. */
  crash(): Promise<void>
  /** Starts the killed server again, at the same address. */
  revive(): Promise<void>
  /** Errors that the page wrote to its console or threw, violations of its policy included. */
  readonly complaints: readonly string[]
}

export const test = base.extend<Options & { workstation: Workstation }>({
  kind: ['server', { option: true }],
  workstation: async ({ kind }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'telltale-e2e-'))
    const complaints: string[] = []
    let running: Launched = await launch(kind, home)
    listen(running.page, complaints)
    const workstation: Workstation = {
      kind,
      home,
      complaints,
      get page() {
        return running.page
      },
      get pid() {
        return running.pid
      },
      get address() {
        return running.address
      },
      get app() {
        if (running.app === null) throw new Error('a server has no application: tag this spec @desktop')
        return running.app
      },
      async pickFile(...paths) {
        if (running.app === null) return void running.page.once('filechooser', (chooser) => void chooser.setFiles(paths))
        await running.app.evaluate(({ dialog }, filePaths) => {
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths })
        }, paths)
      },
      crash: () => running.crash(),
      revive: () => running.revive(),
      async restart() {
        await running.close()
        running = await launch(kind, home)
        listen(running.page, complaints)
      },
    }
    await use(workstation)
    await running.close()
    await rm(home, { recursive: true, force: true })
  },
})
export { expect } from '@playwright/test'

function listen(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
}
