import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '../../../main/contract/jobs.ts'
import { Fault } from '../../../main/contract/errors.ts'
import { App } from '../../App.tsx'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore, type FakeOptions } from '../../testing/fakeCore.ts'
import { doneRun, fakeTraining } from '../../testing/fakeTraining.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'

const slow = { timeout: 5000 }
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }))

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
  useDock.setState({ api: null, front: null })
})

async function open(options: FakeOptions = {}) {
  const core = fakeCore(options)
  render(<App connection={core.connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g')
  press('d')
  return core
}

const line = () => screen.findByRole('slider', { name: 'Alarm threshold of the score' }, slow)
const figure = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent

describe('the Detect panel', () => {
  it('moves the threshold by the arrow keys, and events and alarms a week follow', async () => {
    await open()
    const slider = await line()
    expect(slider.getAttribute('aria-valuenow')).toBe('4')
    await waitFor(() => expect(figure('events')).toBe('6'), slow)
    fireEvent.keyDown(slider, { key: 'Home' })
    await waitFor(() => expect(figure('events')).toBe('10'), slow)
    expect(figure('alarms a week')).toBe('10.0')
    fireEvent.keyDown(slider, { key: 'PageUp' })
    fireEvent.keyDown(slider, { key: 'ArrowUp' })
    const now = Number(slider.getAttribute('aria-valuenow'))
    expect(now).toBeCloseTo(Number(slider.getAttribute('aria-valuemax')) * 0.11, 6)
    fireEvent.click(screen.getByRole('button', { name: 'Back to the one that counts' }))
    await waitFor(() => expect(slider.getAttribute('aria-valuenow')).toBe('4'))
  })

  it('is dragged by the pointer, on the scale that the lane had when it was taken', async () => {
    await open()
    const slider = await line()
    const perPixel = Number(slider.getAttribute('aria-valuemax')) / 44 // the least height of a lane; without a layout there is no more room
    slider.setPointerCapture = () => {}
    fireEvent.pointerDown(slider, { pointerId: 1, clientY: 100, button: 0 })
    fireEvent.pointerMove(slider, { pointerId: 1, clientY: 110 })
    fireEvent.pointerUp(slider, { pointerId: 1 })
    fireEvent.pointerMove(slider, { pointerId: 1, clientY: 0 })
    const moved = 4 - Number(slider.getAttribute('aria-valuenow'))
    expect(moved).toBeGreaterThan(9 * perPixel)
    expect(moved).toBeLessThan(13 * perPixel)
  })

  it('solves “at most N alarms a week” as it is typed', async () => {
    await open()
    await line()
    fireEvent.change(screen.getByRole('textbox', { name: 'At most this many alarms a week' }), { target: { value: '3' } })
    await waitFor(() => expect(figure('threshold')).toBe('7.00'), slow)
    await waitFor(() => expect(figure('events')).toBe('3'), slow)
  })

  it('keeps a threshold only with a reason, shows it as the version that counts, and goes back to the one before', async () => {
    await open()
    const slider = await line()
    const keep = screen.getByRole('button', { name: 'Keep threshold' })
    expect((keep as HTMLButtonElement).disabled).toBe(true)
    fireEvent.keyDown(slider, { key: 'Home' })
    fireEvent.click(keep)
    const why = await screen.findByRole('textbox', { name: 'Why this threshold' })
    expect((screen.getByRole('button', { name: 'Keep it' }) as HTMLButtonElement).disabled).toBe(true)
    fireEvent.change(why, { target: { value: 'Nothing must be missed.' } })
    fireEvent.click(screen.getByRole('button', { name: 'Keep it' }))
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Why this threshold' })).toBeNull(), slow)
    await waitFor(() => expect((screen.getByRole('button', { name: 'Keep threshold' }) as HTMLButtonElement).disabled).toBe(true))
    await waitFor(async () => expect((await line()).getAttribute('aria-valuenow')).toBe('0'), slow)
    fireEvent.click(screen.getByRole('button', { name: 'Versions' }))
    const counts = (await screen.findByText('counts', {}, slow)).closest('tr')
    expect(counts?.textContent).toContain('Nothing must be missed.')
    expect(counts?.textContent).toContain('tester')
    fireEvent.click(screen.getByRole('button', { name: 'Go back to version 1' }))
    expect(((await screen.findByRole('textbox', { name: 'Why this threshold' })) as HTMLInputElement).value).toBe('Back to version 1.')
    expect((await line()).getAttribute('aria-valuenow')).toBe('4')
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Why this threshold' }), { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Why this threshold' })).toBeNull())
  })

  it('says first when a simple method does better against the labels, and compares it event by event', async () => {
    await open()
    expect(await screen.findByRole('heading', { name: 'Moving average does better against the labelled faults: 2 of 2 found, 1 false alarm; Telltale: 1 of 2 found, 0 false alarms.' }, slow)).toBeDefined()
    const row = screen.getByText('Moving average', { selector: 'td' }).closest('tr')
    expect([...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toEqual(['Moving average', '3', '–', '1 of 6', '2', '2 of 2', '1'])
  })

  it('shows a simple method as being compared until its figures come', async () => {
    const core = await open({ comparison: 'under_way' })
    await line()
    expect((await screen.findByText('being compared', {}, slow)).closest('tr')?.textContent).toContain('Moving average')
    act(() => core.compared())
    await waitFor(() => expect(screen.queryByText('being compared')).toBeNull(), slow)
    expect([...(screen.getByText('Moving average', { selector: 'td' }).closest('tr')?.querySelectorAll('td') ?? [])].slice(0, 2).map((cell) => cell.textContent)).toEqual(['Moving average', '3'])
  })

  it('shows how far the comparison is, and stops it, while the events are there already', async () => {
    await open({ comparison: 'under_way' })
    await line()
    const job: Job = {
      id: 7, kind: 'compare', title: 'Compare on Pump A', asset: 1, state: 'running', seq: 1, progress: 0.4, doing: 'Comparing with baselines: Isolation forest.', eta: 9000, createdAt: 1, startedAt: 2, endedAt: null,
      resumable: false, error: null, result: null,
    }
    act(() => useJobs.getState().take(job))
    const row = await screen.findByRole('article', { name: 'Compare on Pump A' }, slow)
    expect(row.textContent).toContain('Isolation forest')
    expect(within(row).getByRole('button', { name: 'Stop' })).toBeDefined()
    // normal can be learned again meanwhile
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Learn and find events' }).disabled).toBe(false)
    act(() => useJobs.getState().take({ ...job, seq: 2, state: 'done' }))
    await waitFor(() => expect(screen.queryByRole('article', { name: 'Compare on Pump A' })).toBeNull())
  })

  it('says of a simple method that it was not compared, with no figure, where the comparison was stopped', async () => {
    await open({ comparison: 'not_made' })
    await line()
    const row = (await screen.findByText('Moving average', { selector: 'td' }, slow)).closest('tr')
    expect([...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toEqual(['Moving average', 'not compared: the comparison was stopped before this method'])
  })

  it('takes the reference from the fields under the overview, and refuses what is no time', async () => {
    await open()
    const from = await screen.findByRole('textbox', { name: 'Normal from' }, slow)
    fireEvent.change(from, { target: { value: 'yesterday' } })
    expect(from.getAttribute('aria-invalid')).toBe('true')
    fireEvent.change(from, { target: { value: '2026-01-01 06:00' } })
    fireEvent.keyDown(from, { key: 'Enter' })
    await waitFor(() => expect((screen.getByRole('radio', { name: /the stretch shaded below/ }) as HTMLInputElement).checked).toBe(true))
    expect((screen.getByRole('textbox', { name: 'Normal from' }) as HTMLInputElement).value).toContain('2026-01-01 06:00')
    expect((screen.getByRole('button', { name: 'Learn and find events' }) as HTMLButtonElement).disabled).toBe(false)
  })

  it('asks for what was asked the last time, but for what is chosen anew', async () => {
    const day = Date.UTC(2026, 0, 1)
    const core = await open({ detected: { detector: 'ewma', alarmsPerWeek: 3.5, reference: { from: day, to: day + 399_000, rows: 400, whole: false } } })
    const budget = await screen.findByRole('textbox', { name: 'Alarms a week that you can handle' }, slow)
    await waitFor(() => expect((budget as HTMLInputElement).value).toBe('3.5'))
    expect((screen.getByRole('radio', { name: /the stretch shaded below/ }) as HTMLInputElement).checked).toBe(true)
    fireEvent.change(budget, { target: { value: '1' } })
    fireEvent.click(screen.getByRole('button', { name: 'Learn and find events' }))
    // the end is not part of a stretch, but it was the last row of the reference
    await waitFor(() => expect(core.detecting).toEqual([{ asset: 1, alarmsPerWeek: 1, detector: 'ewma', reference: { from: day, to: day + 399_001 } }]), slow)
    fireEvent.click(screen.getByRole('radio', { name: /the whole history/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Learn and find events' }))
    await waitFor(() => expect(core.detecting[1]).toMatchObject({ alarmsPerWeek: 1, detector: 'ewma', reference: 'whole' }), slow)
  })

  it('lists the networks that were trained on the asset, and detects with the one that is chosen: its reference is not to choose', async () => {
    const period = { from: Date.UTC(2026, 0, 1, 6), to: Date.UTC(2026, 0, 1, 12) }
    const trained = { artifacts: { manifest: 'm', model: 'n' }, periods: { train: period, validation: { from: period.to, to: Date.UTC(2026, 0, 1, 18) }, heldOut: period, embargo: 30 } }
    const runs = [doneRun(5, trained), doneRun(4, { ...trained, state: 'failed' }), doneRun(3), doneRun(2, { ...trained, asset: 7 })]
    const core = await open({ nouns: fakeTraining(runs).nouns })
    const method = await screen.findByRole('combobox', { name: 'Method' }, slow)
    const option = await within(method).findByRole('option', { name: /^Run 5: Dense autoencoder, trained 2026-/ }, slow)
    expect(within(within(method).getByRole('group', { name: 'Trained on this asset' })).getAllByRole('option')).toEqual([option])
    expect(option.textContent).toContain('normal is 2026-01-01 06:00 – 2026-01-01 18:00')
    fireEvent.change(method, { target: { value: 'run-5' } })
    expect(await screen.findByText(/^Normal is what run 5 learned from: 2026-01-01 06:00 – 2026-01-01 18:00/)).toBeDefined()
    expect(screen.queryByRole('radio', { name: /the whole history/ })).toBeNull()
    expect((screen.getByRole('textbox', { name: 'Normal from' }) as HTMLInputElement).readOnly).toBe(true)
    fireEvent.change(screen.getByRole('textbox', { name: 'Alarms a week that you can handle' }), { target: { value: '5' } })
    fireEvent.click(screen.getByRole('button', { name: 'Find events with it' }))
    await waitFor(() => expect(core.detecting).toEqual([{ asset: 1, alarmsPerWeek: 5, detector: 'telltale', reference: 'whole', run: 5 }]), slow)
    fireEvent.change(method, { target: { value: 'ewma' } })
    expect(await screen.findByRole('radio', { name: /the whole history/ })).toBeDefined()
  })

  it('says of an asset without a recording what is missing, and leads to an import', async () => {
    await open({ recorded: false })
    expect(await screen.findByRole('heading', { name: 'Not enough history' }, slow)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Import a recording' }))
    await waitFor(() => expect(useDock.getState().front).toBe('import'))
  })

  it('says what failed where, and can try again', async () => {
    await open({ failing: { 'detections.list': new Fault('store_busy', 'The store is busy.') } })
    const alert = (await screen.findByRole('heading', { name: 'Result' }, slow)).closest<HTMLElement>('[role=alert]')
    expect(alert?.textContent).toContain('store_busy')
    expect(within(alert!).getByText('Try again')).toBeDefined()
  })

  it('says that a kept threshold was refused, and keeps the reason that was typed', async () => {
    await open({ failing: { 'detections.keepThreshold': new Fault('conflict', 'Normal was learned again.') } })
    fireEvent.keyDown(await line(), { key: 'Home' })
    fireEvent.click(screen.getByRole('button', { name: 'Keep threshold' }))
    const why = await screen.findByRole('textbox', { name: 'Why this threshold' })
    fireEvent.change(why, { target: { value: 'r' } })
    fireEvent.click(screen.getByRole('button', { name: 'Keep it' }))
    expect(await screen.findByText(/Normal was learned again/, {}, slow)).toBeDefined()
    expect((why as HTMLInputElement).value).toBe('r')
  })
})
