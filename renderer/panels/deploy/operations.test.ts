import { describe, expect, it } from 'vitest'
import { fakeDeployments } from '../../testing/fakeDeployments.ts'
import { createOperationsStore, latestOperation, secondsLeft } from './operations.ts'
import { commands } from './commands.ts'
import { whereOf } from './view.ts'

const { put } = fakeDeployments()
const where = { environment: 'production', target: 'kubernetes' } as const

describe('operations', () => {
  it('counts down by the clock of the page, whatever the clock of the core says', () => {
    const operation = { startsAt: 1_000_005_000, createdAt: 1_000_000_000, seenAt: 70_000 }
    expect(secondsLeft(operation, 70_000)).toBe(5)
    expect(secondsLeft(operation, 72_100)).toBe(3)
    expect(secondsLeft(operation, 99_000)).toBe(0)
  })

  it('ignores a picture that is older than the one it has', () => {
    const store = createOperationsStore(() => 7)
    const first = put({ id: 'a', state: 'waiting' })
    const second = put({ id: 'a', state: 'running' })
    store.getState().take(second)
    store.getState().take(first)
    expect(store.getState().operations.get('a')).toMatchObject({ state: 'running', seenAt: 7 })
  })

  it('shows the newest change to this very target, and none that had ended before the page was opened', () => {
    const store = createOperationsStore(() => 0)
    store.getState().take(put({ id: 'old', state: 'done' }))
    store.getState().take(put({ id: 'other', state: 'running', context: 'elsewhere' }))
    const shown = () => latestOperation(store.getState().operations, store.getState().dismissed, where)
    expect(shown()).toBeNull()
    store.getState().take(put({ id: 'new', state: 'running' }))
    store.getState().take(put({ id: 'new', state: 'done' }))
    expect(shown()?.id).toBe('new')
    store.getState().dismiss('new')
    expect(shown()).toBeNull()
  })
})

describe('commands', () => {
  it('name only what was supposed', () => {
    expect(commands.rehearse('staging', { nodes: 0, cpu: 8, memory: 32, storage: 'unknown' })).toBe('telltale deploy rehearse --environment staging')
    expect(commands.rehearse('staging', { nodes: 1, cpu: 8, memory: 32, storage: 'ReadWriteMany' })).toBe('telltale deploy rehearse --environment staging --node 8,32Gi --storage-class standard=ReadWriteOnce,ReadWriteMany')
  })
})

describe('whereOf', () => {
  it('sends a picked kubeconfig only where it means something', () => {
    const picked = { environment: 'staging', kubeconfig: { ref: 'r', name: 'k', bytes: 1 }, context: null } as const
    expect(whereOf({ ...picked, target: 'kubernetes' })).toEqual({ environment: 'staging', target: 'kubernetes', kubeconfig: 'r' })
    expect(whereOf({ ...picked, target: 'compose' })).toEqual({ environment: 'staging', target: 'compose' })
  })
})
