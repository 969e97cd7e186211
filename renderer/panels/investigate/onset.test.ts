import { describe, expect, it } from 'vitest'
import { moveOrder } from './onset.ts'

const channel = (tag: number, onset: number | null) => ({ tag, name: `t${tag}`, unit: '', share: 0.1, expected: null, actual: null, onset })

describe('moveOrder', () => {
  it('orders by the instant a channel left its band and leaves out those that did not', () => {
    const order = moveOrder([channel(1, 500), channel(2, null), channel(3, 200)])
    expect(order.map(({ channel: { tag }, after }) => [tag, after])).toEqual([[3, 0], [1, 300]])
    expect(moveOrder([channel(1, null)])).toEqual([])
  })
})
