import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { implement } from '@orpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../../main/contract/errors.ts'
import { contract } from '../../../main/contract/index.ts'
import { rpcErrorOf } from '../../../main/contract/rpcErrors.ts'
import type { WatchedFile, WatchedFolder } from '../../../main/contract/watched.ts'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore } from '../../testing/fakeCore.ts'
import { renderPanel } from '../../testing/panel.tsx'
import { useSelection } from '../../workspace/selection.ts'
import Import from './Import.tsx'

const slow = { timeout: 5000 }
const none: WatchedFolder['counts'] = { settling: 0, waiting: 0, importing: 0, paused: 0, done: 0, same: 0, unsure: 0, failed: 0 }

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
})

function file(name: string, state: WatchedFile['state'], words: string, code?: 'forbidden' | 'file_not_understood'): WatchedFile {
  return { name, bytes: 1234, modifiedAt: Date.UTC(2026, 0, 1), state, words, job: null, error: code ? { code, message: words } : null, counts: null }
}
function folder(files: WatchedFile[], over: Partial<WatchedFolder> = {}): WatchedFolder {
  const counts = { ...none }
  for (const { state } of files) counts[state]++
  return { id: 'w1', name: 'plant/exports', asset: 'Pump 7', addedAt: 0, state: 'watching', words: '', lookedAt: Date.UTC(2026, 0, 1), counts, files, ...over }
}

/** Opens the Import panel over a core whose watched folders are these; tells what was asked of it. */
async function open(initial: WatchedFolder[] | Fault, { dialog, offered = [{ ref: 'f1', name: 'inbox' }] }: { dialog?: () => Promise<{ ref: string; name: string } | null>; offered?: { ref: string; name: string }[] } = {}) {
  let watched = initial
  const asked: unknown[] = []
  const os = implement(contract).imports
  const note = (what: string, input: unknown) => void asked.push([what, input])
  const imports = {
    watched: os.watched.handler(() => {
      if (watched instanceof Fault) throw rpcErrorOf(watched)
      return watched
    }),
    watchable: os.watchable.handler(() => offered),
    watch: os.watch.handler(({ input }) => {
      note('watch', input)
      watched = [folder([], { asset: input.asset, state: 'new' })]
      return watched[0]!
    }),
    unwatch: os.unwatch.handler(({ input }) => {
      note('unwatch', input)
      watched = []
      return { removed: true }
    }),
    retryWatched: os.retryWatched.handler(({ input }) => {
      note('retry', input)
      if (input.file === 'busy.csv') throw rpcErrorOf(new Fault('conflict', '"busy.csv" is being imported.'))
      watched = [folder([file(input.file, 'done', '50 rows are in.')])]
      return watched[0]!
    }),
    openWatched: os.openWatched.handler(({ input }) => {
      note('open', input)
      return { ref: 'ref-9', name: input.file, bytes: 1234 }
    }),
    start: os.start.handler(() => ({ job: 1 })),
    preview: os.preview.handler(({ input }) => ({ file: input.source, bytes: 1234, options: { format: 'text' as const }, columns: [], grid: [], rows: [], rowsEstimated: null, warnings: [], rejects: [], assetName: 'Proposed' })),
  }
  const core = fakeCore({ events: null, nouns: { imports } })
  const connection = dialog ? { ...core.connection, shell: { ...core.connection.shell, pickFolder: dialog } } : core.connection
  renderPanel(<Import />, connection)
  return { asked, section: await screen.findByRole('region', { name: 'Watched folders' }, slow) }
}

describe('watched folders in the Import panel', () => {
  it('say what they are for when there is none, and watch one that the server offers', async () => {
    const { asked, section } = await open([])
    expect(await within(section).findByText(/^No folder is watched\./, {}, slow)).toBeDefined()
    fireEvent.change(await within(section).findByRole('textbox', { name: 'Files go into' }), { target: { value: ' Pump 7 ' } })
    await within(section).findByRole('combobox', { name: 'Folder of the server' })
    fireEvent.click(within(section).getByRole('button', { name: 'Watch a folder' }))
    expect(await within(section).findByRole('article', { name: 'plant/exports' }, slow)).toBeDefined()
    expect(within(section).getByText('Nothing has come in yet.')).toBeDefined()
    expect(asked).toEqual([['watch', { folder: 'f1', asset: 'Pump 7' }]])
  })

  it('are picked by a dialog on the desktop; a closed dialog changes nothing', async () => {
    const answers = [null, { ref: 'picked', name: 'exports' }]
    const { asked, section } = await open([], { dialog: async () => answers.shift() ?? null })
    fireEvent.click(within(section).getByRole('button', { name: 'Watch a folder' }))
    await waitFor(() => expect(answers).toHaveLength(1))
    expect(within(section).queryByRole('combobox', { name: 'Folder of the server' })).toBeNull()
    await waitFor(() => expect(within(section).getByRole('button', { name: 'Watch a folder' }).hasAttribute('data-loading')).toBe(false))
    expect(asked).toEqual([])
    fireEvent.click(within(section).getByRole('button', { name: 'Watch a folder' }))
    expect(await within(section).findByRole('article', { name: 'plant/exports' }, slow)).toBeDefined()
    expect(asked).toEqual([['watch', { folder: 'picked', asset: null }]])
  })

  it('say who lists folders where the server offers none', async () => {
    const { section } = await open([], { offered: [] })
    expect(await within(section).findByText(/data_ingestion\.watch_roots/, {}, slow)).toBeDefined()
    expect((within(section).getByRole('button', { name: 'Watch a folder' }) as HTMLButtonElement).disabled).toBe(true)
  })

  it('list what failed with its reason; one file is tried again, one is looked at', async () => {
    const { asked, section } = await open([folder([file('broken.csv', 'failed', 'It holds no rows.', 'file_not_understood'), file('out.csv', 'failed', 'It is a link out of the folder.', 'forbidden')])])
    const broken = (await within(section).findByText('broken.csv', {}, slow)).closest('tr')!
    expect(broken.textContent).toContain('It holds no rows.')
    const out = within(section).getByText('out.csv').closest('tr')!
    expect(within(out).queryByRole('button', { name: 'Look at it' })).toBeNull()
    fireEvent.click(within(broken).getByRole('button', { name: 'Try again' }))
    expect(await within(section).findByText('50 rows are in.', {}, slow)).toBeDefined()
    expect(asked).toEqual([['retry', { id: 'w1', file: 'broken.csv', asGuessed: false }]])
  })

  it('open what is not sure in the review, or have it read as guessed', async () => {
    const { asked, section } = await open([folder([file('when.csv', 'unsure', 'Day and month could be the other way round.'), file('busy.csv', 'unsure', 'Nothing tells the time.')])])
    const row = async (name: string) => (await within(section).findByText(name, {}, slow)).closest('tr')!
    fireEvent.click(within(await row('busy.csv')).getByRole('button', { name: 'Read as guessed' }))
    expect((await within(await row('busy.csv')).findByRole('alert', {}, slow)).textContent).toContain('is being imported')
    fireEvent.click(within(await row('when.csv')).getByRole('button', { name: 'Look at it' }))
    expect(await screen.findByRole('button', { name: 'Import' }, slow)).toBeDefined()
    expect((screen.getByLabelText('Asset') as HTMLInputElement).value).toBe('Proposed')
    expect(asked).toEqual([['retry', { id: 'w1', file: 'busy.csv', asGuessed: true }], ['open', { id: 'w1', file: 'when.csv' }]])
  })

  it('say in words that a folder is not there, show few of many files, and can be given up', async () => {
    const many = Array.from({ length: 12 }, (_, i) => file(`${i}.csv`, 'done', `${i} rows are in.`))
    const { asked, section } = await open([folder(many, { state: 'missing', words: 'The folder is not there. It is watched on as soon as it is back.' })])
    expect(await within(section).findByText('The folder is not there. It is watched on as soon as it is back.', {}, slow)).toBeDefined()
    expect(within(section).getByText('not there')).toBeDefined()
    expect(within(section).queryByText('11.csv')).toBeNull()
    fireEvent.click(within(section).getByRole('button', { name: 'Show all 12' }))
    expect(within(section).getByText('11.csv')).toBeDefined()
    fireEvent.click(within(section).getByRole('button', { name: 'Stop watching' }))
    expect(await within(section).findByText(/^No folder is watched\./, {}, slow)).toBeDefined()
    expect(asked).toEqual([['unwatch', { id: 'w1' }]])
  })

  it('show a failure of the store with a way to ask again', async () => {
    const { section } = await open(new Fault('store_busy', 'The project is locked.'))
    expect((await within(section).findByRole('alert', {}, slow)).textContent).toContain('The project is locked.')
    expect(within(section).getByRole('button', { name: 'Try again' })).toBeDefined()
  })
})
