import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../../main/contract/errors.ts'
import { rpcErrorOf } from '../../../main/contract/rpcErrors.ts'
import type { Run } from '../../../main/contract/runs.ts'
import { App } from '../../App.tsx'
import { useJobs } from '../../client/jobs.ts'
import { fakeCore } from '../../testing/fakeCore.ts'
import { doneRun, fakeTraining, runOf, trainJob } from '../../testing/fakeTraining.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useTrainingView } from './view.ts'

const slow = { timeout: 5000 }
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }))

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useJobs.setState({ jobs: new Map() })
  useDock.setState({ api: null, front: null })
  useTrainingView.setState({ run: null, marked: new Set(), setUp: false, log: true, smooth: true, scores: false, onlyAsset: false })
})

async function open(runs: Run[], { events = 5, nouns = {}, failing = {} }: { events?: number | null; nouns?: Record<string, unknown>; failing?: Record<string, Fault> } = {}) {
  const training = fakeTraining(runs)
  const core = fakeCore({ events, failing, nouns: { ...training.nouns, ...nouns } })
  render(<App connection={core.connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g')
  press('t')
  return { core, training }
}

const headline = (words: string | RegExp) => screen.findByRole('heading', { name: words }, slow)

describe('the Training panel', () => {
  it('says first which is better on the held-out period', async () => {
    await open([doneRun(3)])
    expect(await headline('The network of run 3 is better on the held-out period.')).toBeDefined()
    const held = screen.getByRole('region', { name: 'On the held-out period' })
    expect(within(held).getByText('default pipeline').closest('tr')?.textContent).toContain('1/2')
  })

  it('decides nothing while a run goes on, sets its figures beside those of the default pipeline, and follows each epoch', async () => {
    const { core } = await open([runOf(1)])
    expect(await headline('No epoch is done yet. To be beaten on the held-out period: Telltale, 1 of 2 faults and 1 false event.')).toBeDefined()
    act(() => core.putJob(trainJob(1, 1)))
    expect(await headline('Not decided yet. After epoch 1 the network has 1 of 2 faults and 1 false event on the held-out period; Telltale has 1 of 2 faults and 1 false event.')).toBeDefined()
    act(() => core.putJob(trainJob(1, 3)))
    expect(await headline(/^Not decided yet. After epoch 3 the network has 2 of 2 faults and 1 false event/)).toBeDefined()
    expect(screen.getByText('3 of 4')).toBeDefined()
    expect(screen.getByText('12,000')).toBeDefined()
    expect(screen.getByText('250 MB')).toBeDefined()
    expect(screen.getByRole('application', { name: /^Curves of run 1: 3 epochs/ })).toBeDefined()
  })

  it('reads one epoch after the other by the arrow keys', async () => {
    await open([doneRun(1)])
    const chart = await screen.findByRole('application', { name: /^Curves of run 1/ }, slow)
    fireEvent.keyDown(chart, { key: 'ArrowRight' })
    expect(within(chart).getByRole('status').textContent).toBe('Epoch 1: training 1.00, validation 1.10')
    fireEvent.keyDown(chart, { key: 'End' })
    expect(within(chart).getByRole('status').textContent).toBe('Epoch 4: training 0.250, validation 0.275')
  })

  it('shows what a trained network scores, and takes whoever presses an event to that stretch in Explore', async () => {
    const { training } = await open([doneRun(2, { artifacts: { manifest: 'm', model: 'n' } }), doneRun(1)])
    await headline(/run 2 is better/)
    fireEvent.click(screen.getByRole('radio', { name: 'Scores' }))
    const found = await screen.findByRole('region', { name: 'Found in the whole recording' }, slow)
    expect(training.asked).toEqual(['scores 2'])
    expect(within(found).getByText('bearing temperature 70%, vibration 30%')).toBeDefined()
    expect(within(found).getByText('8 min')).toBeDefined()
    fireEvent.click(within(found).getByTitle('Look at it in Explore'))
    await waitFor(() => expect(useDock.getState().front).toBe('explore'), slow)
    expect(useSelection.getState()).toMatchObject({ asset: 1, range: { from: expect.any(Number) as number } })
    press('g')
    press('t')
    // a run without a network has its curves only, also when scores were looked at before
    press('j')
    await headline(/run 1 is better/)
    expect(screen.queryByRole('radio', { name: 'Scores' })).toBeNull()
    expect(screen.getByRole('application', { name: /^Curves of run 1/ })).toBeDefined()
  })

  it('detects with a network whose training is done, by button and by key, and shows where its events come', async () => {
    const trained = { artifacts: { manifest: 'm', model: 'n' } }
    const { core } = await open([doneRun(3, trained), doneRun(2, { ...trained, state: 'stopped' }), doneRun(1)])
    await headline(/run 3 is better/)
    fireEvent.click(screen.getByRole('button', { name: 'Detect with this network' }))
    await waitFor(() => expect(useDock.getState().front).toBe('detect'), slow)
    expect(core.detecting).toMatchObject([{ asset: 1, run: 3, alarmsPerWeek: 2 }])
    press('g')
    press('t')
    press('d')
    await waitFor(() => expect(core.detecting).toHaveLength(2), slow)
    press('g')
    press('t')
    // so does one that was stopped: its best epoch was kept
    press('j')
    await headline(/run 2 is better/)
    press('d')
    await waitFor(() => expect(core.detecting).toHaveLength(3), slow)
    press('g')
    press('t')
    // one without a network cannot
    press('j')
    await headline(/run 1 is better/)
    expect(screen.queryByRole('button', { name: 'Detect with this network' })).toBeNull()
    press('d')
    expect(core.detecting).toHaveLength(3)
  })

  it('says why a network was refused, and stays', async () => {
    await open([doneRun(1, { artifacts: { manifest: 'm', model: 'n' } })], { failing: { 'detections.start': new Fault('conflict', 'Run 1 is no longer what it was.') } })
    await headline(/run 1 is better/)
    press('d')
    expect(await screen.findByText(/Run 1 is no longer what it was/, {}, slow)).toBeDefined()
    expect(useDock.getState().front).toBe('training')
  })

  it('pauses, goes on and stops by key, each only where it can be', async () => {
    const { core, training } = await open([runOf(1)])
    act(() => core.putJob(trainJob(1, 2)))
    await screen.findByRole('button', { name: 'Pause' }, slow)
    press('p')
    await screen.findByRole('button', { name: 'Go on' }, slow)
    expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull()
    press('p')
    await screen.findByRole('button', { name: 'Pause' }, slow)
    press('s')
    await waitFor(() => expect(training.asked).toEqual(['stop 1']))
    await screen.findByRole('button', { name: 'Run again' }, slow)
    press('r')
    await waitFor(() => expect(training.asked).toEqual(['stop 1', 'again 1']))
    expect(await screen.findByText(/repeats run 1/)).toBeDefined()
  })

  it('goes on after its worker was killed, and says that it was', async () => {
    const { core } = await open([runOf(1)])
    act(() => core.putJob(trainJob(1, 2, { state: 'failed', endedAt: 1, error: { code: 'worker_crashed', message: 'The worker ended with signal SIGKILL.' } })))
    expect(await headline('The worker ended with signal SIGKILL.')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }))
    expect(await screen.findByRole('button', { name: 'Pause' }, slow)).toBeDefined()
  })

  it('tells those that wait how many are ahead', async () => {
    const { core } = await open([runOf(3, { state: 'queued' }), runOf(2, { state: 'queued' }), runOf(1)])
    act(() => {
      core.putJob(trainJob(1, 1))
      for (const id of [2, 3]) core.putJob(trainJob(id, 0, { state: 'queued' }))
    })
    expect(await screen.findByText('waiting, 1 ahead', {}, slow)).toBeDefined()
    expect(screen.getByText('waiting, next')).toBeDefined()
  })

  it('compares runs that are marked by key, with what differs and the curves over one another', async () => {
    await open([doneRun(3, { seed: 3 }), doneRun(2, { seed: 2 })])
    await headline(/run 3 is better/)
    press('m')
    press('j')
    press('m')
    expect(await headline('Run 2 is better on the held-out period.')).toBeDefined()
    expect(screen.getByRole('application', { name: /of 2 runs over one another/ })).toBeDefined()
    expect(within(screen.getByRole('region', { name: 'What differs' })).getByText('Seed')).toBeDefined()
    press('Escape')
    expect(await headline(/run 2 is better/)).toBeDefined()
  })

  it('sets a training up with the defaults shown, refuses what is out of range, and shows the new run', async () => {
    const { training } = await open([])
    expect(await screen.findByRole('heading', { name: 'Nothing was trained yet' }, slow)).toBeDefined()
    const epochs = await screen.findByRole('textbox', { name: 'Epochs' })
    expect((epochs as HTMLInputElement).placeholder).toBe('4')
    fireEvent.change(epochs, { target: { value: '5000' } })
    expect(within(screen.getByRole('form', { name: 'Set up a training' })).getByRole('alert').textContent).toBe('Epochs is outside its range.')
    fireEvent.change(epochs, { target: { value: '7' } })
    fireEvent.click(screen.getByRole('button', { name: 'Train' }))
    expect(await headline('Waits for a free worker; imports and detections go first.')).toBeDefined()
    expect(training.requests).toMatchObject([{ asset: 1, network: 'dense-autoencoder', seed: 1, options: { epochs: 7 } }])
  })

  it('says what is missing when there is not enough history', async () => {
    const { core } = await open([runOf(1, { state: 'failed', beside: [] })])
    act(() => core.putJob(trainJob(1, 0, { state: 'failed', endedAt: 1, error: { code: 'not_enough_history', message: 'There are 12 windows; at least 50 are needed.' } })))
    expect(await headline('There are 12 windows; at least 50 are needed.')).toBeDefined()
    expect(await headline('Not enough history')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull()
  })

  it('leads to an import when there is no asset', async () => {
    await open([], { events: null })
    expect(await headline('Train a network, and see whether it is worth it')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Import a recording' })).toBeDefined()
  })

  it('shows an error with its code and a way to try again', async () => {
    const failing = fakeTraining([])
    const broken = { runs: { ...failing.nouns.runs, list: failing.nouns.runs.list.use(() => { throw rpcErrorOf(new Fault('store_busy', 'The store is busy.')) }) } }
    await open([], { nouns: broken })
    const alert = (await screen.findByText(/The store is busy/, {}, slow)).closest<HTMLElement>('[role=alert]')
    expect(alert?.textContent).toContain('store_busy')
    expect(within(alert!).getByText('Try again')).toBeDefined()
  })
})
