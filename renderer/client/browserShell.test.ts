import { beforeEach, describe, expect, it } from 'vitest'
import { browserShell } from './browserShell.ts'

const shell = () => browserShell({ document, fetch, openWindow: () => {} })
beforeEach(() => history.replaceState(null, '', '/?home=1'))

describe('a link to the page', () => {
  it('opens what it names after the #, once', () => {
    history.replaceState(null, '', '/?home=1#explore/7/3,4.5')
    const told: string[] = []
    shell().onCommand((command) => told.push(command))()
    shell().onCommand((command) => told.push(command))()
    expect(told).toEqual(['explore/7/3,4.5'])
    expect(location.href).toMatch(/\/\?home=1$/)
  })

  it('is followed while the page is open too, until nobody listens', () => {
    const told: string[] = []
    const stop = shell().onCommand((command) => told.push(command))
    const follow = (hash: string) => {
      history.replaceState(null, '', hash)
      window.dispatchEvent(new HashChangeEvent('hashchange'))
    }
    follow('#event/ev_1')
    stop()
    follow('#event/ev_2')
    expect(told).toEqual(['event/ev_1'])
  })

  it('carries no other command: an action is not run by an address', () => {
    const told: string[] = []
    for (const hash of ['#panels', '#explore.clear', '#theme.dark', '#', '']) {
      history.replaceState(null, '', `/${hash}`)
      shell().onCommand((command) => told.push(command))()
    }
    expect(told).toEqual([])
  })
})
