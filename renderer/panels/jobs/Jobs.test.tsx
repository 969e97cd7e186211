import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job } from '../../../main/contract/jobs.ts'
import { App } from '../../App.tsx'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore } from '../../testing/fakeCore.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'

const slow = { timeout: 5000 }
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }))
const at = Date.UTC(2026, 2, 9, 14)
const job = (change: Partial<Job>): Omit<Job, 'seq'> => ({
  id: 1, kind: 'detect', title: 'Detect on Pump A', asset: 1, state: 'failed', progress: 0.2, doing: '', eta: null, createdAt: at, startedAt: at + 1000, endedAt: at + 61_000, resumable: false,
  error: { code: 'worker_crashed', message: 'The worker process that ran detect.run ended.' }, result: null, ...change,
})

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
  useDock.setState({ api: null, front: null })
})

async function open(panel: 'j' | 'd', given: Omit<Job, 'seq'>) {
  const core = fakeCore()
  core.putJob(given)
  render(<App connection={core.connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g')
  press(panel)
  return screen.findByRole('article', { name: given.title }, slow)
}

describe('a job', () => {
  it('that failed tells its cause, when and how long, and copies it', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const row = await open('j', job({}))
    expect(row.textContent).toContain('The worker process that ran detect.run ended.')
    const fact = (name: string) => within(row).getByText(name, { selector: 'dt' }).nextElementSibling?.textContent
    expect([fact('cause'), fact('kind'), fact('began'), fact('took')]).toEqual(['worker_crashed', 'detection', '2026-03-09 14:00:01', '1\u2009min'])
    fireEvent.click(within(row).getByRole('button', { name: 'Copy details' }))
    expect(await within(row).findByText('Copied')).toBeDefined()
    expect(JSON.parse(write.mock.calls[0]?.[0] ?? '')).toMatchObject({ id: 1, kind: 'detect', error: { code: 'worker_crashed' } })
    write.mockRestore()
  })

  it.each([
    [{ resumable: false, state: 'failed' }, 'Start again'],
    [{ resumable: false, state: 'interrupted', endedAt: null, error: null }, 'Start again'],
    [{ resumable: true, kind: 'import', state: 'cancelled', error: null }, 'Go on'],
  ] as const)('%j offers “%s”', async (change, name) => {
    const row = await open('j', job(change))
    expect(within(row).getByRole('button', { name })).toBeDefined()
  })

  it('that was interrupted is found again in the panel of its asset, whoever asked for it', async () => {
    const row = await open('d', job({ state: 'interrupted', endedAt: null, error: null, doing: 'Stopped when the program ended.', createdAt: Date.UTC(2030, 0, 1) }))
    expect(row.closest('[data-panel=detect]')).not.toBeNull()
    expect(row.textContent).toContain('interrupted')
  })
})
