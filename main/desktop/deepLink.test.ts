import { describe, expect, it } from 'vitest'
import { deepLinkCommand } from './deepLink.ts'

describe('a deep link', () => {
  it('opens an event, or a view of Explore', () => {
    expect(deepLinkCommand('telltale://event/ev_12-ab')).toBe('event/ev_12-ab')
    expect(deepLinkCommand('telltale://explore/7/3,4.5/1767225600000_1767229200000')).toBe('explore/7/3,4.5/1767225600000_1767229200000')
    expect(deepLinkCommand('telltale://explore/7/3/')).toBe('explore/7/3')
  })

  it('carries nothing but numbers to Explore', () => {
    for (const strange of ['telltale://explore/', 'telltale://explore/7', 'telltale://explore/7/a', 'telltale://explore/7/3/<script>', 'telltale://explore/7/3/1_2/../..', `telltale://explore/7/${'1'.repeat(3000)}`, 'https://explore/7/3']) expect(deepLinkCommand(strange), strange).toBeNull()
  })
})
