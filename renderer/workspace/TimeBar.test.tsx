import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { App } from '../App.tsx'
import { fakeCore, type FakeOptions } from '../testing/fakeCore.ts'
import { useDock } from './dock.ts'
import { useSelection } from './selection.ts'

const slow = { timeout: 3000 }
const press = (...keys: string[]) => act(() => keys.forEach((key) => void fireEvent.keyDown(document.body, { key })))
const field = (name: string) => (screen.getByRole('textbox', { name }) as HTMLInputElement).value.slice(0, 16) // to the minute
const shown = () => [field('From'), field('To')]
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useDock.setState({ api: null, front: null, charted: null })
})

/** The first event (2026-01-01 00:00 to 00:10; the recording begins with it) in Investigate. */
async function investigate(options: FakeOptions = {}) {
  render(<App connection={fakeCore(options).connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g', 'g')
  await screen.findByRole('heading', { name: 'Bearing temperature rose 1 K above expectation.' }, slow)
}

it('shows and moves the stretch of the event while Investigate is in front, and leaves that of the workstation alone', async () => {
  await investigate()
  const evidence = ['2025-12-31 23:30', '2026-01-01 00:40']
  await waitFor(() => expect(shown()).toEqual(evidence), slow)
  expect(button('Back to what was shown before').disabled).toBe(true)
  fireEvent.click(button('1 h'))
  expect(shown()).toEqual(['2026-01-01 00:00', '2026-01-01 01:00'])
  press('-')
  const wider = shown()
  expect(wider).not.toEqual(['2026-01-01 00:00', '2026-01-01 01:00'])
  press('[', '[')
  expect(shown()).toEqual(evidence)
  press(']', ']')
  expect(shown()).toEqual(wider)
  expect(useSelection.getState().range).toBeNull()

  press('g', 'x')
  await waitFor(() => expect(useDock.getState().front).toBe('explore'))
  await waitFor(() => expect(shown()).toEqual(['2026-01-01 00:00', '2026-01-02 09:20']), slow)
})

it('keeps to the event while the queue beside it is in front', async () => {
  await investigate()
  await waitFor(() => expect(field('To')).toBe('2026-01-01 00:40'), slow)
  press('g', 'e')
  await waitFor(() => expect(useDock.getState().front).toBe('events'))
  expect(field('To')).toBe('2026-01-01 00:40')
  press('j')
  await waitFor(() => expect(shown()).toEqual(['2026-01-01 01:10', '2026-01-01 02:20']), slow)
})

it('offers no length that the panel has not got, and goes no further than it has something to show', async () => {
  await investigate()
  await waitFor(() => expect(field('To')).toBe('2026-01-01 00:40'), slow)
  expect(button('8 h').disabled).toBe(true)
  expect(button('8 h').title).toContain('Explore has the whole history')
  fireEvent.click(button('All that this panel has to show'))
  const all = shown()
  expect(all).toEqual(['2026-01-01 00:00', '2026-01-01 01:50'])
  press('ArrowRight', 'ArrowRight', 'ArrowRight')
  expect(shown()).toEqual(all)
})

it('stays with the event while more is asked for than has come yet', async () => {
  const never = new Promise<void>(() => undefined)
  await investigate({ evidenceComes: ({ tag, margin }) => (tag === 1 && margin === 1 ? Promise.resolve() : never) })
  await waitFor(() => expect(field('To')).toBe('2026-01-01 00:40'), slow)
  press('-')
  expect(shown()).toEqual(['2025-12-31 22:55', '2026-01-01 01:15'])
  await act(() => new Promise(requestAnimationFrame))
  expect(shown()).toEqual(['2025-12-31 22:55', '2026-01-01 01:15'])
})
