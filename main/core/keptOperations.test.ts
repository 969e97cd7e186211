import { describe, expect, it } from 'vitest'
import { openSqliteStore } from './testing/onDisk.ts'
import { openOperationsMemory } from './keptOperations.ts'
import { createOperations, type Beginning } from './operations.ts'
import type { Owner } from './ports.ts'

const apply: Beginning = { kind: 'apply', title: 'Apply staging', environment: 'staging', target: 'kubernetes', context: 'plant', grace: 0 }
const turns = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Programs one after the other over one project; `alive` are those that have not died. */
async function project() {
  const store = await openSqliteStore({ file: ':memory:' })
  const alive = new Set<string>()
  let now = 1_000
  let ids = 0
  return {
    alive,
    documents: store.catalog.documents,
    async program(id: string) {
      alive.add(id)
      const owner: Owner = { id, isAlive: (other) => alive.has(other) }
      const clock = () => ++now
      return createOperations({ clock, newId: () => `op-${++ids}`, memory: await openOperationsMemory({ documents: store.catalog.documents, owner, clock }) })
    },
  }
}
const step = (name: string, state: 'waiting' | 'settling' | 'done') => ({ name, state, words: '', objects: [], command: `kubectl apply -f ${name}.yaml` })
const never = () => new Promise<{ words: string }>(() => {})

describe('a change whose program dies under way', () => {
  it('is interrupted for the next program, with the steps that were done, newer than any picture of it', async () => {
    const { alive, program } = await project()
    const first = await program('a')
    const { id } = first.start(apply, ({ tell }) => (tell({ steps: [step('postgres', 'done'), step('dashboard', 'settling'), step('removal', 'waiting')] }), never()))
    await turns()
    const [last] = first.list()
    alive.delete('a')
    const [found] = (await program('b')).list()
    expect(found).toMatchObject({ id, state: 'interrupted', words: 'The program ended while this was under way. What had been sent stays: look at what runs, then plan again.' })
    expect(found?.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['postgres done', 'dashboard failed', 'removal skipped'])
    expect(found?.seq).toBeGreaterThan(last!.seq)
    alive.delete('b')
    // said once, it stays said
    expect((await program('c')).list()).toEqual([found])
  })

  it('says where nothing was sent yet, and holds up no new change', async () => {
    const { alive, program } = await project()
    const first = await program('a')
    first.start({ ...apply, grace: 5_000 }, never)
    await turns()
    alive.delete('a')
    const second = await program('b')
    expect(second.list()).toMatchObject([{ state: 'interrupted', words: 'The program ended before anything was sent.', steps: [] }])
    expect(second.start(apply, never)).toMatchObject({ state: 'waiting' })
    await first.close()
  })

  it('is left to a program that is still at it', async () => {
    const { program } = await project()
    const first = await program('a')
    first.start(apply, never)
    await turns()
    expect((await program('b')).list()).toEqual([])
    expect(first.list()).toMatchObject([{ state: 'running' }])
  })

  it('keeps how a change ended, also when the program was told to end, and forgets the oldest', async () => {
    const { alive, program, documents } = await project()
    const first = await program('a')
    for (let i = 0; i < 60; i++) {
      first.start(apply, async () => ({ words: `Applied ${i}.` }))
      await turns()
    }
    first.start(apply, ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    await turns()
    await first.close()
    alive.delete('a')
    const [newest, before] = (await program('b')).list()
    expect(newest).toMatchObject({ state: 'cancelled' })
    expect(before).toMatchObject({ state: 'done', words: 'Applied 59.' })
    expect((await documents.list('machine:operations')).length).toBeLessThanOrEqual(51)
  })
})
