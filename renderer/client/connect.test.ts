import { describe, expect, it } from 'vitest'
import { connect } from './connect.ts'

describe('connect', () => {
  it('gives one status over the bridge, however often it is asked: a new one each time would draw the page for ever', () => {
    const bridge = { send: () => {}, onMessage: () => () => {}, shell: () => Promise.resolve(null), onCommand: () => () => {}, dropped: () => Promise.resolve(null) }
    const connection = connect({ telltale: bridge } as unknown as Window) // as: the bridge is all that is looked at
    expect(connection.status()).toBe(connection.status())
    expect(connection.status().state).toBe('open')
    connection.close()
  })
})
