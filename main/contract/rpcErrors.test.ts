import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { errorCodes, Fault } from './errors.ts'
import { faultOf, rejectWithFaults, rpcErrorOf } from './rpcErrors.ts'

describe('faultOf', () => {
  it.each(errorCodes)('brings %s back with message and detail', (code) => {
    const fault = new Fault(code, 'in words', { line: 7 })
    const back = faultOf(rpcErrorOf(fault))
    expect(back).toMatchObject({ code, message: 'in words', detail: { line: 7 } })
  })
  it('names the first field of a refused input and how many more there are', () => {
    const error = new ORPCError('BAD_REQUEST', {
      message: 'Input validation failed',
      data: { issues: [{ path: ['columns', 3, { key: 'name' }], message: 'expected string' }, { path: [], message: 'other' }] },
    })
    expect(faultOf(error)).toMatchObject({ code: 'bad_input', message: 'columns.3.name: expected string (and 1 more)', detail: { issues: [{ path: 'columns.3.name' }, { path: '' }] } })
  })
  it('says what a call nobody knows may mean', () => {
    expect(faultOf(new ORPCError('NOT_FOUND'))).toMatchObject({ code: 'not_found', message: expect.stringContaining('different versions') as string })
  })
  it('takes everything else for a defect', () => {
    expect(faultOf(new ORPCError('TEAPOT', { status: 418 })).code).toBe('internal')
    expect(faultOf(new TypeError('x')).code).toBe('internal')
    expect(faultOf('x').code).toBe('internal')
    expect(faultOf(undefined).code).toBe('internal')
  })
})

describe('rejectWithFaults', () => {
  const aborted = () => Promise.reject(new DOMException('closed', 'AbortError'))
  it('tells a lost line from a cancel of the caller', async () => {
    await expect(rejectWithFaults({ next: aborted })).rejects.toMatchObject({ code: 'unreachable' })
    await expect(rejectWithFaults({ signal: AbortSignal.abort(), next: aborted })).rejects.toMatchObject({ code: 'cancelled' })
    await expect(rejectWithFaults({ next: () => Promise.reject(new TypeError('fetch failed')) })).rejects.toMatchObject({ code: 'unreachable' })
    await expect(rejectWithFaults({ next: () => Promise.reject(new TypeError('x is not a function')) })).rejects.toMatchObject({ code: 'internal' })
  })
  it('does the same inside a stream', async () => {
    async function* stream() {
      yield 1
      throw rpcErrorOf(new Fault('store_busy', 'later'))
    }
    const output = (await rejectWithFaults({ next: async () => stream() })) as AsyncIterable<number>
    const seen: number[] = []
    const reading = (async () => {
      for await (const one of output) seen.push(one)
    })()
    await expect(reading).rejects.toMatchObject({ name: 'Fault', code: 'store_busy' })
    expect(seen).toEqual([1])
  })
})
