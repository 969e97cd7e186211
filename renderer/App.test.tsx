import { notifications } from '@mantine/notifications'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../main/contract/errors.ts'
import { App } from './App.tsx'
import { useJobs } from './client/jobs.ts'
import { useJudging } from './panels/events/judging.ts'
import { useQueueFilter } from './panels/events/queueFilter.ts'
import { useLanes } from './panels/explore/lanes.ts'
import { fakeCore, type FakeOptions } from './testing/fakeCore.ts'
import { runAction } from './workspace/actions.ts'
import { useDock } from './workspace/dock.ts'
import { useSelection } from './workspace/selection.ts'

beforeEach(() => {
  notifications.clean()
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJudging.setState({ asking: null, steps: [], undone: [], fading: new Map(), marked: new Set() })
  useQueueFilter.getState().clear()
  useLanes.setState({ lanes: [] })
  useJobs.setState({ jobs: new Map() })
  useDock.setState({ api: null, front: null })
})

const press = (key: string, init: KeyboardEventInit = {}) => act(() => void fireEvent.keyDown(document.body, { key, ...init }))
const slow = { timeout: 5000 }

async function open(options: FakeOptions = {}) {
  const core = fakeCore(options)
  render(<App connection={core.connection} />)
  await screen.findByRole('navigation', { name: 'Panels' }, slow)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  return core
}

async function openFirstEvent() {
  press('g')
  press('g')
  await screen.findByRole('heading', { name: 'Bearing temperature rose 1 K above expectation.' }, slow)
}

describe('the workstation', () => {
  it('sets the colours of the page once, and not with every layout that is saved', async () => {
    const core = await open()
    const colours = vi.spyOn(document.documentElement, 'setAttribute')
    try {
      press('g')
      press('e')
      await waitFor(() => expect(JSON.stringify(core.preferences().layout ?? null)).toContain('"activeView":"events"'), slow)
      expect(colours.mock.calls.filter(([name]) => name === 'data-mantine-color-scheme')).toEqual([])
      act(() => void runAction('theme.light'))
      await waitFor(() => expect(colours).toHaveBeenCalledWith('data-mantine-color-scheme', 'light'), slow)
    } finally {
      colours.mockRestore()
    }
  })

  it('says in one sentence what waits and leads to the strongest event', async () => {
    await open()
    expect(await screen.findByRole('heading', { name: '5 unjudged events on 1 asset' }, slow)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Open the strongest event' }))
    expect(await screen.findByRole('heading', { name: 'Bearing temperature rose 1 K above expectation.' }, slow)).toBeDefined()
    expect(useDock.getState().front).toBe('investigate')
  })

  it('offers an import and the demonstration plant when nothing is stored', async () => {
    await open({ events: null })
    expect(await screen.findByRole('button', { name: 'Import a recording' }, slow)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Generate the demonstration plant' })).toBeDefined()
  })

  it('judges by two keys, moves to the next event, and takes the verdict back by Z', async () => {
    const core = await open()
    await openFirstEvent()
    press('1')
    expect(await screen.findByText('Problem: why? Press a letter.')).toBeDefined()
    press('e')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 2 K above expectation.' }, slow)
    expect(core.verdicts[0]).toMatchObject({ event: 'ev_0', verdict: 'problem', reason: 'equipment_fault' })
    press('3')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 3 K above expectation.' }, slow)
    press('z')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 2 K above expectation.' }, slow)
    expect(core.verdicts[0]).toMatchObject({ event: 'ev_1', verdict: null })
  })

  it('postpones with a date, and keeps the note of an event when it is judged', async () => {
    const core = await open()
    await openFirstEvent()
    press('n')
    const note = await screen.findByRole('textbox', { name: 'Notes' })
    fireEvent.change(note, { target: { value: 'Seen on the round' } })
    fireEvent.blur(note)
    await waitFor(() => expect(core.verdicts[0]).toMatchObject({ verdict: null, note: 'Seen on the round' }))
    await waitFor(() => expect(screen.getByText(/Seen on the round/, { selector: 'li' })).toBeDefined(), slow)
    press('6')
    await screen.findByText('Postpone until when? Press a letter.')
    press('w')
    await waitFor(() => expect(core.verdicts[0]).toMatchObject({ verdict: 'postponed', note: 'Seen on the round' }))
    expect(core.verdicts[0]?.until).toBeGreaterThan(Date.now())
  })

  it('cancels the question for a reason with Escape, and stores nothing', async () => {
    const core = await open()
    await openFirstEvent()
    press('2')
    await screen.findByText('Not a problem: why? Press a letter.')
    press('Escape')
    await waitFor(() => expect(screen.queryByText('Not a problem: why? Press a letter.')).toBeNull())
    expect(core.verdicts).toHaveLength(0)
  })

  it('judges many at once, takes all of them back by one Z, and puts them there again', async () => {
    const core = await open()
    await openFirstEvent()
    press('J', { shiftKey: true })
    press('J', { shiftKey: true })
    expect(await screen.findByText('3 marked')).toBeDefined()
    press('2')
    await screen.findByText('Not a problem: why? Press a letter.')
    press('w')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 4 K above expectation.' }, slow)
    expect(core.verdicts.map(({ event, verdict, reason }) => [event, verdict, reason])).toEqual(['ev_2', 'ev_1', 'ev_0'].map((event) => [event, 'not_a_problem', 'weather']))
    press('z')
    await waitFor(() => expect(core.verdicts.slice(0, 3).map(({ verdict }) => verdict)).toEqual([null, null, null]))
    press('Z', { shiftKey: true })
    await waitFor(() => expect(core.verdicts.slice(0, 3).map(({ verdict }) => verdict)).toEqual(['not_a_problem', 'not_a_problem', 'not_a_problem']))
  })

  it('walks the queue by J and K', async () => {
    await open()
    await openFirstEvent()
    press('j')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 2 K above expectation.' }, slow)
    press('k')
    await screen.findByRole('heading', { name: 'Bearing temperature rose 1 K above expectation.' }, slow)
  })

  it('shows what failed, where, and a way to try again', async () => {
    await open({ failing: { 'events.list': new Fault('store_busy', 'The store is busy with a backup. Try again in a minute.') } })
    const words = await screen.findAllByText(/busy with a backup/, {}, slow)
    const alert = words[0]?.closest<HTMLElement>('[role=alert]')
    expect(alert?.textContent).toContain('store_busy')
    expect(within(alert ?? document.body).getByText('Try again')).toBeDefined()
  })

  it('tells when the line is lost, and takes the bar away when it is back', async () => {
    const core = await open()
    act(() => core.line('lost'))
    expect((await screen.findByText(/Connection lost/)).textContent).toContain('00:00:00')
    act(() => core.line('open'))
    await waitFor(() => expect(screen.queryByText(/Connection lost/)).toBeNull())
  })

  it('previews a file, sends a correction back, and imports what was shown', async () => {
    await open()
    press('g')
    press('m')
    fireEvent.click(await screen.findByRole('button', { name: 'Choose files' }, slow))
    expect(await screen.findByText('The times do not say their zone.', {}, slow)).toBeDefined()
    const unit = screen.getByRole('textbox', { name: 'Flow: unit' })
    fireEvent.change(unit, { target: { value: 'm³/h' } })
    fireEvent.blur(unit)
    expect(await screen.findByText('Flow m³/h', {}, slow)).toBeDefined()
    const start = document.querySelector<HTMLButtonElement>('.tt-import-head button[type=submit]')
    await waitFor(() => expect(start?.disabled).toBe(false))
    fireEvent.click(start as HTMLButtonElement)
    expect(await screen.findByText('9 rows are in Pump B.', {}, slow)).toBeDefined()
    expect(screen.getByText('Learn normal on it')).toBeDefined()
  })

  it('opens the tour by itself on an empty project, stays away once it was left, and is found again by name', async () => {
    const core = await open({ events: null })
    expect(await screen.findByRole('heading', { name: 'Something to look at' }, slow)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Leave the tour' }))
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Something to look at' })).toBeNull())
    await waitFor(() => expect(core.preferences().tourDone).toBe(true))
    act(() => void runAction('tour'))
    expect(await screen.findByRole('heading', { name: 'Something to look at' }, slow)).toBeDefined()
  })

  it('reaches every action by name', async () => {
    await open()
    press('k', { ctrlKey: true })
    const field = await screen.findByPlaceholderText('Type an action, an asset or an event', {}, slow)
    fireEvent.change(field, { target: { value: 'light colours' } })
    expect(await screen.findByText('Light', { exact: false, selector: 'mark' }, slow)).toBeDefined()
  })
})
