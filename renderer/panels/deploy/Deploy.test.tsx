import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { implement } from '@orpc/server'
import { contract } from '../../../main/contract/index.ts'
import { Fault } from '../../../main/contract/errors.ts'
import { rpcErrorOf } from '../../../main/contract/rpcErrors.ts'
import { App } from '../../App.tsx'
import { fakeCore } from '../../testing/fakeCore.ts'
import { fakeDeployments, planOf, statusOf, type FakeTarget } from '../../testing/fakeDeployments.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useOperations } from './operations.ts'
import { useDeployView } from './view.ts'

const slow = { timeout: 5000 }
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }))
const headline = (words: string | RegExp) => screen.findByRole('heading', { name: words }, slow)

beforeEach(() => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useDock.setState({ api: null, front: null })
  useDeployView.setState({ environment: 'production', target: 'kubernetes', kubeconfig: null, context: null, tab: 'rehearsal' })
  useOperations.setState({ operations: new Map(), dismissed: new Set() })
})

async function open(target: FakeTarget = {}, calls: Record<string, unknown> = {}) {
  const deployments = fakeDeployments(target)
  const core = fakeCore({ nouns: { deployments: { ...deployments.nouns.deployments, ...calls } } })
  render(<App connection={core.connection} />)
  await waitFor(() => expect(useDock.getState().api).not.toBeNull(), slow)
  press('g')
  press('p')
  await screen.findByRole('tab', { name: /Rehearsal/ }, slow)
  return deployments
}

describe('the Deploy panel', () => {
  it('rehearses without a cluster: findings by how much they matter, each with its cure and the line that finds them by hand', async () => {
    const { asked } = await open()
    expect(await headline('Nothing in the stack itself stands in the way. 1 thing is worth mending first.')).toBeDefined()
    expect(screen.getByText('kubectl create secret generic access')).toBeDefined()
    // the Compose image is no concern of a cluster
    expect(screen.queryByText(/can be pushed again/)).toBeNull()
    fireEvent.change(screen.getByRole('textbox', { name: 'nodes, each with' }), { target: { value: '2' } })
    expect(await headline('1 thing would fail, 1 more is worth mending first.')).toBeDefined()
    expect(screen.getByText('telltale deploy rehearse --environment production --node 8,32Gi --node 8,32Gi')).toBeDefined()
    expect(asked.at(-1)).toBe('rehearse production on 2 nodes')
  })

  it('shows the objects of each target, moved through by the arrow keys', async () => {
    await open()
    press('1')
    expect(await screen.findByText(/^kind: kubernetes/, {}, slow)).toBeDefined()
    expect(screen.getByText('kubectl apply --dry-run=client -o yaml -f k8s/production/')).toBeDefined()
    act(() => useDeployView.getState().set({ target: 'compose' }))
    expect(await screen.findByText(/^kind: compose/, {}, slow)).toBeDefined()
    expect(screen.getByText('docker compose -f docker/docker-compose.production.yml config')).toBeDefined()
  })

  it('names the contexts and says in words whether the chosen one answers', async () => {
    await open({ reach: { state: 'unreachable', words: 'https://plant:6443 does not answer within 5 s.', milliseconds: 4900 } })
    press('3')
    expect(await headline('Not reachable')).toBeDefined()
    expect(screen.getByText(/does not answer within 5 s/)).toBeDefined()
    expect(screen.getByRole('radio', { name: 'plant' })).toBeDefined()
    expect(screen.getByText('kubectl version --request-timeout=5s')).toBeDefined()
    press('4')
    expect(await headline('There is nothing to plan against yet')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Rehearse without one' }))
    expect(await headline(/Nothing in the stack itself/)).toBeDefined()
  })

  it('says that there is no kubeconfig, and what to do', async () => {
    await open({ contexts: new Fault('not_found', 'There is no kubeconfig on this machine. Pick one.') })
    press('3')
    expect(await screen.findByText(/There is no kubeconfig on this machine/, {}, slow)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Choose a file' })).toBeDefined()
  })

  it('plans field by field, hides what stays, and applies production only by its name', async () => {
    const { asked } = await open()
    press('4')
    expect(await headline('1 to create, 1 to change, 1 to keep, 0 to delete.')).toBeDefined()
    const entry = screen.getByRole('article', { name: 'Deployment/dashboard' })
    expect(within(entry).getByText('spec.template.spec.containers[dashboard].image')).toBeDefined()
    expect(within(entry).getByText('telltale:0.0.9').tagName).toBe('DEL')
    expect(within(entry).getByText('telltale:0.1.0').tagName).toBe('INS')
    expect(screen.queryByRole('article', { name: 'Namespace/iot-system' })).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Show 1 that stay as they are' }))
    expect(screen.getByRole('article', { name: 'Namespace/iot-system' })).toBeDefined()
    const apply = screen.getByRole<HTMLButtonElement>('button', { name: 'Apply production' })
    expect(apply.disabled).toBe(true)
    const name = screen.getByRole('textbox', { name: 'Type iot-system to apply to production' })
    press('a')
    expect(document.activeElement).toBe(name)
    expect(asked).not.toContain('apply production after 5000')
    fireEvent.change(name, { target: { value: 'iot-system' } })
    fireEvent.click(apply)
    expect(await screen.findByText(/^Begins in \d s\. Until then nothing is sent\.$/, {}, slow)).toBeDefined()
    expect(asked).toContain('apply production after 5000')
  })

  it('calls a change back while it waits, and shows each step with its line when it runs', async () => {
    const deployments = await open()
    const step = { name: 'dashboard', state: 'settling' as const, words: '2 of 3 ready.', objects: [], command: 'kubectl apply --server-side -f 40-dashboard.yaml' }
    act(() => void deployments.put({ id: 'op-1', state: 'waiting' }))
    await screen.findByRole('button', { name: 'Call it back' }, slow)
    act(() => void deployments.put({ id: 'op-1', state: 'running', words: 'Running.', steps: [step] }))
    const bar = await screen.findByRole('region', { name: 'The change under way' })
    await within(bar).findByText('2 of 3 ready.')
    expect(within(bar).getByText(step.command)).toBeDefined()
    press('Escape')
    await waitFor(() => expect(deployments.asked).toContain('cancel op-1'))
    expect(await within(bar).findByText('Called back before anything was sent.')).toBeDefined()
    press('Escape')
    await waitFor(() => expect(screen.queryByRole('region', { name: 'The change under way' })).toBeNull())
  })

  it('refuses to apply what would be refused, and says which right is missing', async () => {
    const words = 'operator may not create ingresses in iot-system.'
    await open({ plan: planOf({ applicable: false, missingRights: [{ verb: 'create', resource: 'ingresses', group: 'networking.k8s.io', namespace: 'iot-system', words }] }) })
    press('4')
    expect(await screen.findByText(words, {}, slow)).toBeDefined()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Apply production' }).disabled).toBe(true)
  })

  it('says beside the button that the rehearsal expects a failure, and leaves the choice', async () => {
    await open({ plan: planOf({ findings: [{ code: 'secret_absent', severity: 'error', object: 'Secret/telltale-access', words: 'It does not exist.', cure: 'Create it.' }] }) })
    press('4')
    expect(await screen.findByText('The rehearsal finds 1 thing that would fail.', {}, slow)).toBeDefined()
    expect(screen.getByRole('textbox', { name: 'Type iot-system to apply to production' })).toBeDefined()
  })

  it('shows what fails first, and goes back to a revision that was previewed', async () => {
    const [ready] = statusOf().workloads
    const failing = { ...ready!, state: 'failing' as const, words: 'The image telltale:9-missing cannot be pulled.', pods: [{ name: 'd', ready: false, state: 'failing' as const, words: 'ErrImagePull.', image: 'telltale:9-missing', restarts: 2 }] }
    const { asked } = await open({ status: statusOf({ state: 'failing', words: 'Deployment/dashboard fails.', workloads: [{ ...ready!, object: 'StatefulSet/postgres' }, failing] }) })
    press('5')
    expect(await headline('Something fails')).toBeDefined()
    const workloads = screen.getAllByRole('region', { name: /^(Deployment|StatefulSet)\// })
    expect(workloads.map((one) => one.getAttribute('aria-label'))).toEqual(['Deployment/dashboard', 'StatefulSet/postgres'])
    expect(screen.getByRole('img', { name: 'd: failing. ErrImagePull. 2 restarts.' })).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Undo dashboard' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Go back to revision 1' }, slow))
    await waitFor(() => expect(asked).toContain('undo dashboard to 1'))
  })

  it('scales by the number that was typed', async () => {
    const { asked } = await open()
    press('5')
    fireEvent.change(await screen.findByRole('textbox', { name: 'Scale to: dashboard' }, slow), { target: { value: '5' } })
    fireEvent.click(screen.getByRole('button', { name: 'Scale' }))
    await waitFor(() => expect(asked).toContain('scale dashboard to 5'))
  })

  it('keeps the last picture when the cluster falls silent, and says so', async () => {
    await open({ status: statusOf({ stale: true, words: 'It does not answer since 12:00.' }) })
    press('5')
    expect(await headline('The cluster does not answer; this is the last picture of it.')).toBeDefined()
    expect(screen.getByRole('region', { name: 'Deployment/dashboard' })).toBeDefined()
  })

  it('claims no picture of a cluster that was never seen', async () => {
    await open({ status: statusOf({ stale: true, workloads: [], events: [], words: 'https://plant:6443 cannot be reached.' }) })
    press('5')
    expect(await headline('The cluster does not answer')).toBeDefined()
    expect(screen.getByText(/https:\/\/plant:6443 cannot be reached\. Nothing was seen of it yet/)).toBeDefined()
    expect(screen.queryByText(/last picture/)).toBeNull()
  })

  it('follows what runs again once the line to the program is back', async () => {
    let asked = 0
    const os = implement(contract)
    await open({}, { watch: os.deployments.watch.handler(async function* () {
      if (++asked === 1) throw rpcErrorOf(new Fault('unreachable', 'The connection to Telltale is lost.'))
      yield statusOf()
    }) })
    press('5')
    expect(await screen.findByText(/The connection to Telltale is lost/, {}, slow)).toBeDefined()
    expect(await headline('Everything is ready')).toBeDefined()
    expect(asked).toBe(2)
  })

  it('tells a change that was interrupted, also on a page that was opened later, until another one is begun', async () => {
    const deployments = await open()
    act(() => void deployments.put({ id: 'op-1', state: 'interrupted', endedAt: 5, words: 'The program ended while this was under way.' }))
    const bar = await screen.findByRole('region', { name: 'The change under way' }, slow)
    expect(within(bar).getByText('interrupted')).toBeDefined()
    fireEvent.click(within(bar).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('region', { name: 'The change under way' })).toBeNull())
  })
})
