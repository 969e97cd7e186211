import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../../main/contract/errors.ts'
import { App } from '../../App.tsx'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore, start, type FakeOptions } from '../../testing/fakeCore.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useLanes } from './lanes.ts'
import { useSteps } from './steps.ts'

const slow = { timeout: 5000 }
const hour = 3_600_000
const press = (key: string, init: KeyboardEventInit = {}) => act(() => void fireEvent.keyDown(document.body, { key, ...init }))

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
  useDock.setState({ api: null, front: null })
  useLanes.setState({ lanes: [] })
  useSteps.setState({ past: [], future: [] })
})

async function open(options: FakeOptions = {}) {
  const core = fakeCore(options)
  render(<App connection={core.connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g')
  press('x')
  return core
}

async function withLanes(options: FakeOptions = {}) {
  const core = await open(options)
  const showAll = await screen.findByRole<HTMLButtonElement>('button', { name: 'Show the tags of Pump A' }, slow)
  await waitFor(() => expect(showAll.disabled).toBe(false), slow) // its tags are there
  fireEvent.click(showAll)
  await screen.findByRole('group', { name: /^Chart of/ }, slow)
  return core
}

/** Cursor A in the middle of the view, B one step to the right. */
async function pinBoth() {
  press(',')
  press('a')
  press('.')
  press('b')
  return screen.findByRole('region', { name: 'Cursors' }, slow)
}

const said = () => [...document.querySelectorAll('.tt-explore-hint')].map((each) => each.textContent).join(' ')
const tagsByLane = () => useLanes.getState().lanes.map(({ tags }) => tags)

describe('the Explore panel', () => {
  it('says what it is for, and shows the tags of the asset by one button', async () => {
    await withLanes()
    for (const name of ['Bearing temperature', 'Vibration', 'Flow']) expect(screen.getByRole('button', { name: `Remove ${name}` })).toBeDefined()
    expect(screen.getByText(/every sample/)).toBeDefined()
  })

  it('lays a line over the lane above and gives it a lane of its own again, without dragging', async () => {
    await withLanes()
    fireEvent.click(screen.getByRole('button', { name: 'Lay Vibration over the lane above' }))
    expect(tagsByLane()).toEqual([[1, 2], [3]])
    // °C and mm/s have the two axes: m³/h would have none
    expect(screen.queryByRole('button', { name: 'Lay Flow over the lane above' })).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Give Vibration a lane of its own' }))
    expect(tagsByLane()).toEqual([[1], [2], [3]])
  })

  it('takes a dragged tag in a new lane or over a lane, but never without an axis for its unit', async () => {
    await withLanes()
    const drop = (tag: number, on: Element) => fireEvent.drop(on, { dataTransfer: { getData: () => String(tag) } })
    const lanes = () => [...document.querySelectorAll('.tt-lane-drop')]
    drop(2, lanes()[0]!)
    expect(tagsByLane()).toEqual([[1, 2], [3]])
    drop(3, lanes()[0]!)
    await waitFor(() => expect(said()).toContain('A lane has two axes'))
    expect(tagsByLane()).toEqual([[1, 2], [3]])
    fireEvent.click(screen.getByRole('button', { name: 'Remove Flow' }))
    drop(3, document.querySelector('.tt-lanes')!)
    expect(tagsByLane()).toEqual([[1, 2], [3]])
  })

  it('pins two cursors by keys, with stored values, differences and statistics, and zooms between them', async () => {
    const core = await withLanes()
    const table = await pinBoth()
    await waitFor(() => expect(within(table).getByText('Flow').closest('tr')?.querySelectorAll('td')[9]?.textContent).toBe('10'), slow)
    const cells = [...(within(table).getByText('Flow').closest('tr')?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)
    expect(cells[5]).toBe('4.00')
    expect(cells.slice(1, 5).every((text) => text !== '–')).toBe(true)
    const { from, to } = core.statistics.at(-1)!
    press('z')
    await waitFor(() => expect(useSelection.getState().range).toEqual({ from, to }))
    press('Escape')
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Cursors' })).toBeNull())
  })

  it('counts what was measured while the machine ran, unless it is told otherwise', async () => {
    const core = await withLanes({ running: true })
    const table = await pinBoth()
    await waitFor(() => expect(core.statistics.at(-1)?.while).toEqual({ tag: 4, above: 0.5 }), slow)
    const only = within(table).getByRole('checkbox', { name: /while running only \(RUN_CMD\)/ })
    expect((only as HTMLInputElement).checked).toBe(true)
    press('r')
    await waitFor(() => expect(core.statistics.at(-1)?.while).toBeUndefined(), slow)
    expect((only as HTMLInputElement).checked).toBe(false)
  })

  it('says that nothing tells whether the machine ran', async () => {
    await withLanes()
    const only = within(await pinBoth()).getByRole('checkbox')
    expect((only as HTMLInputElement).disabled).toBe(true)
    expect(only.closest('label')?.title).toBe('No run command or running state among the tags: everything counts')
  })

  it('writes an annotation on the stretch between the cursors, changes it, removes it, and takes each back', async () => {
    const core = await withLanes()
    await pinBoth()
    press('n')
    const words = await screen.findByRole('textbox', { name: 'What was seen or done' })
    fireEvent.change(words, { target: { value: 'Seal changed.' } })
    fireEvent.submit(words)
    await waitFor(() => expect(core.annotations()).toMatchObject([{ asset: 1, tags: [1, 2, 3], words: 'Seal changed.' }]))
    expect(core.annotations()[0]!.to).toBeGreaterThan(core.annotations()[0]!.from)
    // on all lanes that are shown, and so written once
    fireEvent.click(await screen.findByRole('button', { name: 'Seal changed.' }, slow))
    const again = await screen.findByRole('textbox', { name: 'What was seen or done' })
    fireEvent.change(again, { target: { value: 'Gland changed.' } })
    fireEvent.change(screen.getByRole('combobox', { name: 'Belongs to' }), { target: { value: 'whole' } })
    fireEvent.submit(again)
    await waitFor(() => expect(core.annotations()).toMatchObject([{ tags: [], words: 'Gland changed.' }]))
    press('e')
    fireEvent.click(await screen.findByRole('button', { name: 'Remove “Gland changed.”' }, slow))
    await waitFor(() => expect(core.annotations()).toEqual([]))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(core.annotations()).toMatchObject([{ words: 'Gland changed.' }]))
    press('z', { ctrlKey: true })
    await waitFor(() => expect(core.annotations()).toMatchObject([{ words: 'Seal changed.', tags: [1, 2, 3] }]))
    press('z', { ctrlKey: true })
    await waitFor(() => expect(core.annotations()).toEqual([]))
    press('y', { ctrlKey: true })
    await waitFor(() => expect(core.annotations()).toMatchObject([{ words: 'Seal changed.' }]))
  })

  it('says what an annotation needs, and what is missing to zoom', async () => {
    await withLanes()
    press('n')
    await waitFor(() => expect(said()).toContain('an annotation belongs to a time'))
    press('a')
    await waitFor(() => expect(said()).toContain('Move the crosshair'))
    press('z')
    await waitFor(() => expect(said()).toContain('Pin cursors A and B first.'))
  })

  it('takes lanes that were shown or removed back and puts them there again, and says when nothing is left', async () => {
    await withLanes()
    press('z', { ctrlKey: true })
    await screen.findByRole('button', { name: 'Show the tags of Pump A' }, slow)
    press('Z', { ctrlKey: true, shiftKey: true })
    await screen.findByRole('group', { name: /^Chart of/ }, slow)
    act(() => useSteps.setState({ past: [], future: [] }))
    press('z', { ctrlKey: true })
    await waitFor(() => expect(said()).toContain('Nothing done on lanes or annotations in this session is left to undo.'))
  })

  it('keeps what was typed when the store refuses, and says why', async () => {
    await withLanes({ failing: { 'annotations.put': new Fault('store_readonly', 'The project cannot be written.') } })
    await pinBoth()
    press('n')
    const words = await screen.findByRole('textbox', { name: 'What was seen or done' })
    fireEvent.change(words, { target: { value: 'Seal changed.' } })
    fireEvent.submit(words)
    expect(await screen.findByText(/The project cannot be written/)).toBeDefined()
    expect((screen.getByRole('textbox', { name: 'What was seen or done' }) as HTMLInputElement).value).toBe('Seal changed.')
  })

  it('sets limits in place, refuses an order that cannot be, and removes them', async () => {
    const core = await withLanes()
    press('i')
    const high = await screen.findByRole('textbox', { name: 'High limit of Flow, m³/h' })
    fireEvent.change(high, { target: { value: '40' } })
    fireEvent.blur(high)
    await waitFor(() => expect(core.limits()).toEqual([{ tag: 3, low: null, high: 40 }]))
    const low = await screen.findByRole('textbox', { name: 'Low limit of Flow, m³/h' })
    fireEvent.change(low, { target: { value: '50' } })
    expect(low.getAttribute('aria-invalid')).toBe('true')
    fireEvent.blur(low)
    expect(core.limits()).toEqual([{ tag: 3, low: null, high: 40 }])
    fireEvent.change(low, { target: { value: '2,5' } })
    fireEvent.blur(low)
    await waitFor(() => expect(core.limits()).toEqual([{ tag: 3, low: 2.5, high: 40 }]))
  })

  it('copies a link that opens the same view', async () => {
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void copied.push(text) } })
    const core = await withLanes()
    fireEvent.click(screen.getByRole('button', { name: 'Lay Vibration over the lane above' }))
    act(() => useSelection.getState().show({ from: start + hour, to: start + 2 * hour }))
    press('l')
    await waitFor(() => expect(copied).toHaveLength(1))
    const command = copied[0]!.split('#')[1]!
    act(() => {
      useLanes.setState({ lanes: [] })
      useSelection.getState().show(null)
      useDock.getState().open('overview')
    })
    act(() => core.command(command))
    await waitFor(() => expect(useDock.getState().front).toBe('explore'), slow)
    expect(tagsByLane()).toEqual([[1, 2], [3]])
    expect(useSelection.getState()).toMatchObject({ asset: 1, range: { from: start + hour, to: start + 2 * hour } })
  })

  it('tells whoever hears the chart what is under the crosshair', async () => {
    await withLanes()
    press(',')
    const heard = await screen.findByText(/^2026-01-01 \d\d:\d\d:\d\d: Bearing temperature \S+ °C, Vibration \S+ mm\/s, Flow \S+ m³\/h$/, {}, slow)
    expect(heard.getAttribute('role')).toBe('status')
  })

  it('says what could not be read, and reads it again', async () => {
    const failing: Record<string, Fault> = { 'series.view': new Fault('store_corrupt', 'A block of Flow is damaged.') }
    await open({ failing })
    act(() => useLanes.getState().set([1, 2, 3]))
    const alert = (await screen.findByText(/A block of Flow is damaged/, {}, slow)).closest<HTMLElement>('[role=alert]')
    delete failing['series.view']
    fireEvent.click(within(alert!).getByText('Try again'))
    await waitFor(() => expect(screen.queryByText(/A block of Flow is damaged/)).toBeNull(), slow)
  })

  it.each([[[]], [[1, 2]]])('says that assets could not be read, with %j shown, and never that there are none', async (lanes: number[]) => {
    const failing: Record<string, Fault> = { 'assets.list': new Fault('store_busy', 'Another program writes.') }
    await open({ failing })
    act(() => useLanes.getState().set(lanes))
    const heading = await screen.findByRole('heading', { name: 'Tags in lanes over time' }, slow)
    const alert = heading.closest<HTMLElement>('[role=alert]')
    expect(alert?.textContent).toContain('store_busy')
    expect(screen.queryByText(/^Choose an asset at the left first/)).toBeNull()
    delete failing['assets.list']
    fireEvent.click(within(alert!).getByText('Try again'))
    if (lanes.length > 0) await screen.findByRole('group', { name: /^Chart of/ }, slow)
    else await screen.findByRole('button', { name: 'Show the tags of Pump A' }, slow)
  })

  it('leads to an asset where none is there', async () => {
    await open({ events: null })
    expect(await screen.findByText('Choose an asset at the left first, or bring a recording in.', {}, slow)).toBeDefined()
    fireEvent.click(within(document.querySelector<HTMLElement>('[data-panel=explore]')!).getByRole('button', { name: 'Import a recording' }))
    await waitFor(() => expect(useDock.getState().front).toBe('import'))
  })
})
