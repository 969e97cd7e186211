import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { implement } from '@orpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Tag } from '../../../main/contract/assets.ts'
import { Fault } from '../../../main/contract/errors.ts'
import { contract } from '../../../main/contract/index.ts'
import { rpcErrorOf } from '../../../main/contract/rpcErrors.ts'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore } from '../../testing/fakeCore.ts'
import { renderPanel } from '../../testing/panel.tsx'
import { useSelection } from '../../workspace/selection.ts'
import Import from './Import.tsx'

const slow = { timeout: 5000 }
const tag = (id: number, name: string, over: Partial<Tag>): Tag => ({ id, asset: 1, name, unit: '', kind: 'analogue', kindGuessed: true, simulated: false, n: 1147, start: 0, end: 1, interval: 1000, grade: 'high', reasons: [], labels: [], ...over })

beforeEach(() => {
  useSelection.setState({ asset: 1, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
})

async function open() {
  let tags = [
    tag(1, 'Flow', { unit: 'l/s' }),
    tag(2, 'Valve', { grade: 'low', reasons: [{ code: 'flat_line', words: 'It stands still for 80 % of the recording.', cure: 'Check for a frozen sensor.' }] }),
    tag(3, 'State', { kind: 'text', grade: 'medium', reasons: [{ code: 'too_short', words: 'Only 50 values.', cure: 'Import a longer recording.' }] }),
  ]
  const asked: unknown[] = []
  const os = implement(contract)
  const asset = { id: 1, name: 'Pump A', parent: null, simulated: false, tags: 3, points: 10, start: 0, end: 1, attention: null }
  const assets = {
    list: os.assets.list.handler(() => [asset]),
    tags: os.assets.tags.handler(() => tags),
    updateTag: os.assets.updateTag.handler(({ input }) => {
      asked.push(input)
      if (input.unit === 'refused') throw rpcErrorOf(new Fault('store_readonly', 'The project is read-only.'))
      tags = tags.map((one) => (one.id === input.id ? { ...one, kind: input.kind ?? one.kind, unit: input.unit ?? one.unit, kindGuessed: input.kind === undefined, grade: 'high', reasons: [] } : one))
      return tags.find(({ id }) => id === input.id)!
    }),
  }
  const core = fakeCore({ nouns: { assets } })
  renderPanel(<Import />, core.connection)
  const section = await screen.findByRole('region', { name: 'Tags of Pump A and their health' }, slow)
  await within(section).findByText('Valve', {}, slow)
  return { asked, section }
}

describe('tags in the Import panel', () => {
  it('stand in the order of how little they can be trusted, each reason with what to do', async () => {
    const { section } = await open()
    const rows = within(section).getAllByRole('row').slice(1)
    expect(rows.map((row) => row.querySelector('td')?.textContent)).toEqual(['Valve', 'State', 'Flow'])
    expect(rows[0]!.textContent).toContain('It stands still for 80 % of the recording. Check for a frozen sensor.')
    expect(rows[2]!.textContent).toContain('Nothing stands in the way of learning on it.')
    expect(within(rows[0]!).getByRole('combobox', { name: 'Valve: kind of the tag' }).textContent).toContain('analogue (guessed)')
    // words stay words
    expect(within(rows[1]!).queryByRole('combobox')).toBeNull()
  })

  it('take a correction of kind and unit, and show what it changes', async () => {
    const { asked, section } = await open()
    fireEvent.change(within(section).getByRole('combobox', { name: 'Valve: kind of the tag' }), { target: { value: 'command' } })
    await waitFor(() => expect((within(section).getByRole('combobox', { name: 'Valve: kind of the tag' }) as HTMLSelectElement).value).toBe('command'), slow)
    expect(within(section).queryByText(/frozen sensor/)).toBeNull()
    const unit = within(section).getByRole('textbox', { name: 'Flow: unit of the tag' })
    fireEvent.change(unit, { target: { value: 'm3/h' } })
    fireEvent.blur(unit)
    await waitFor(() => expect(asked).toEqual([{ id: 2, kind: 'command' }, { id: 1, unit: 'm3/h' }]), slow)
  })

  it('say why a correction was not taken', async () => {
    const { section } = await open()
    const unit = within(section).getByRole('textbox', { name: 'Flow: unit of the tag' })
    fireEvent.change(unit, { target: { value: 'refused' } })
    fireEvent.blur(unit)
    expect((await within(section).findByRole('alert', {}, slow)).textContent).toContain('The project is read-only.')
  })
})
