import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { implement } from '@orpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { contract } from '../../../main/contract/index.ts'
import type { ImportOptions, Preview } from '../../../main/contract/imports.ts'
import { followJobs, useJobs } from '../../client/jobs.ts'
import { fakeCore } from '../../testing/fakeCore.ts'
import { fakeWatched } from '../../testing/fakeWatched.ts'
import { renderPanel } from '../../testing/panel.tsx'
import { useSelection } from '../../workspace/selection.ts'
import Import from './Import.tsx'

const slow = { timeout: 5000 }

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
})

/** Opens a file that is guessed like this; tells the options of every preview that was asked for. */
async function open({ options, names }: { options: Preview['options']; names: readonly string[] }) {
  const asked: ImportOptions[] = []
  const os = implement(contract).imports
  const columns = names.map((name) => ({ name, role: 'value' as const, kind: 'analogue' as const, unit: '' }))
  const rejects = 'file,line,reason,text\npump.csv,7,no number,x;y\n'
  const imports = {
    ...fakeWatched(),
    preview: os.preview.handler(({ input }) => {
      asked.push(input.options)
      const chosen = new Map(input.options.columns?.map((column) => [column.name, column]))
      return { file: 'pump.csv', bytes: 10, options: { ...options, ...input.options, format: options.format }, columns: columns.map((column) => ({ ...column, ...chosen.get(column.name) })), grid: [[...names]], rows: [{ time: 0, values: names.map(() => 1) }], rowsEstimated: 1, warnings: [], rejects: [], assetName: 'Pump' }
    }),
    start: os.start.handler(() => {
      core.putJob({ id: 7, kind: 'import', title: 'Import pump.csv', state: 'done', progress: 1, doing: '', eta: null, createdAt: 0, startedAt: 0, endedAt: 1, resumable: true, error: null, result: { read: 2, accepted: 1, duplicate: 0, rejected: 1, points: 1, rejects: 'list', asset: 1, assetName: 'Pump', tags: [1], seconds: 0.1 } })
      return { job: 7 }
    }),
    // two pieces
    readRejects: os.readRejects.handler(({ input }) => ({ name: 'rejects of pump.csv.csv', bytes: new Blob([rejects.slice(input.offset, input.offset + 20)]), size: rejects.length })),
  }
  const core = fakeCore({ nouns: { imports } })
  const stop = followJobs(core.connection.client, useJobs.getState().take)
  renderPanel(<Import />, core.connection)
  fireEvent.click(await screen.findByRole('button', { name: 'Choose files' }, slow))
  const guesses = await screen.findByRole('region', { name: 'How the file is read' }, slow)
  const enter = (label: string, value: string) => {
    const field = within(guesses).getByLabelText(label)
    fireEvent.change(field, { target: { value } })
    fireEvent.blur(field)
    return field as HTMLInputElement
  }
  return { asked, core, guesses, enter, stop, rejects }
}

describe('the review of a file', () => {
  it('corrects the row of units and the words that mean no value; an empty cell always does', async () => {
    const { asked, guesses, enter, stop } = await open({ options: { format: 'text', headerRows: 2, unitsRow: null, missing: ['', 'nan', '-999'] }, names: ['a'] })
    expect((within(guesses).getByLabelText('Cells that mean no value') as HTMLInputElement).value).toBe('nan, -999')
    enter('Cells that mean no value', 'nan, Bad')
    await waitFor(() => expect(asked.at(-1)).toEqual({ missing: ['', 'nan', 'Bad'] }), slow)
    expect(enter('Row with the units', '0').value).toBe('')
    enter('Row with the units', '2')
    await waitFor(() => expect(asked.at(-1)).toEqual({ missing: ['', 'nan', 'Bad'], unitsRow: 1 }), slow)
    await waitFor(() => expect((within(guesses).getByLabelText('Row with the units') as HTMLInputElement).value).toBe('2'), slow)
    enter('Row with the units', '')
    await waitFor(() => expect(asked.at(-1)?.unitsRow).toBeNull(), slow)
    stop()
  })

  it('keeps a correction that is made while the answer to the one before is on its way', async () => {
    const { asked, stop } = await open({ options: { format: 'text' }, names: ['valve', 'pressure'] })
    const columns = screen.getByRole('region', { name: 'Columns' })
    fireEvent.change(within(columns).getByRole('combobox', { name: 'valve: kind' }), { target: { value: 'command' } })
    const unit = within(columns).getByRole('textbox', { name: 'pressure: unit' })
    fireEvent.change(unit, { target: { value: 'bar' } })
    fireEvent.blur(unit)
    await waitFor(() => expect(asked.at(-1)).toEqual({ columns: [{ name: 'valve', kind: 'command' }, { name: 'pressure', unit: 'bar' }] }), slow)
    await waitFor(() => expect((within(columns).getByRole('combobox', { name: 'valve: kind' }) as HTMLSelectElement).value).toBe('command'), slow)
    stop()
  })

  it('chooses the variables of an array file', async () => {
    const { asked, enter, stop } = await open({ options: { format: 'mat', variables: ['DE', 'FE'] }, names: ['DE', 'FE'] })
    enter('Variables', 'DE')
    await waitFor(() => expect(asked.at(-1)?.variables).toEqual(['DE']), slow)
    enter('Variables', ' , ')
    expect(asked).toHaveLength(2)
    stop()
  })

  it('shows a part of ten thousand columns, finds the others by name and sets all that were found', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `TI-${i}`)
    const { asked, stop } = await open({ options: { format: 'text' }, names })
    const section = screen.getByRole('region', { name: 'Columns' })
    expect(within(section).getAllByRole('row').length).toBe(201)
    expect(within(section).getByText('9,800 more: find them by name.')).toBeDefined()
    expect(within(screen.getByRole('region', { name: 'As it will be stored' })).getByText('and 9,960 more columns')).toBeDefined()
    fireEvent.change(within(section).getByRole('searchbox', { name: 'Find a column' }), { target: { value: 'ti-999' } })
    expect(within(section).getAllByRole('row').length).toBe(12)
    fireEvent.change(within(section).getByRole('combobox', { name: 'All that are shown are' }), { target: { value: 'ignore' } })
    await waitFor(() => expect(asked.at(-1)?.columns?.filter(({ role }) => role === 'ignore').map(({ name }) => name)).toEqual(['TI-999', ...Array.from({ length: 10 }, (_, i) => `TI-999${i}`)]), slow)
    stop()
  }, 20_000)

  it('gives the rejected rows as a file', async () => {
    const { core, rejects, stop } = await open({ options: { format: 'text' }, names: ['a'] })
    fireEvent.click(screen.getByRole('button', { name: 'Import' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Save the rejected rows' }, slow))
    await waitFor(() => expect(core.saved).toHaveLength(1), slow)
    expect([core.saved[0]!.name, await core.saved[0]!.bytes.text()]).toEqual(['rejects of pump.csv.csv', rejects])
    stop()
  })
})
