import { afterEach, describe, expect, it, vi } from 'vitest'
import { actionRows, registerAction } from './actions.ts'
import { keyCaps, keyListener } from './keys.ts'
import type { PanelId } from '../panels/index.ts'

const removes: (() => void)[] = []
afterEach(() => removes.splice(0).forEach((remove) => remove()))

function bench(panel: PanelId | null) {
  let clock = 0
  const unanswered = vi.fn()
  const listen = keyListener({ panel: () => panel, now: () => clock, unanswered })
  const press = (key: string, init: KeyboardEventInit = {}, target: Element = document.body) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
    Object.defineProperty(event, 'target', { value: target })
    listen(event)
    return event
  }
  return { press, unanswered, wait: (ms: number) => (clock += ms) }
}
function spy(id: Parameters<typeof registerAction>[0]) {
  const handler = vi.fn()
  removes.push(registerAction(id, handler))
  return handler
}

describe('keys', () => {
  it('runs an action by its chord and takes the key', () => {
    const handler = spy('palette')
    const event = bench(null).press('k', { ctrlKey: true })
    expect(handler).toHaveBeenCalledOnce()
    expect(event.defaultPrevented).toBe(true)
  })

  it('runs keys of a panel only while that panel is in front', () => {
    const handler = spy('events.next')
    bench('overview').press('j')
    expect(handler).not.toHaveBeenCalled()
    bench('investigate').press('j')
    expect(handler).toHaveBeenCalledOnce()
  })

  it('says where an action belongs that nobody answers for, but keeps quiet about Escape', () => {
    const { press, unanswered } = bench('explore')
    press('m')
    expect(unanswered).toHaveBeenCalledExactlyOnceWith('explore.extremes')
    press('Escape')
    expect(unanswered).toHaveBeenCalledOnce()
  })

  it('leaves plain keys to a field in which someone types, but not chords with Ctrl', () => {
    const next = spy('events.next')
    const palette = spy('palette')
    const { press } = bench('events')
    const input = document.createElement('input')
    press('j', {}, input)
    press('k', { ctrlKey: true }, input)
    expect(next).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledOnce()
  })

  it('knows sequences of two keys, and forgets the first after a while', () => {
    const handler = spy('go.events')
    const { press, wait } = bench(null)
    press('g')
    press('e')
    press('g')
    wait(2000)
    press('e')
    expect(handler).toHaveBeenCalledOnce()
  })

  it('says when nobody answers for an action', () => {
    const { press, unanswered } = bench('events')
    press('1')
    expect(unanswered).toHaveBeenCalledWith('verdict.problem')
  })

  it('has no key twice where both could be meant', () => {
    const seen = new Map<string, string>()
    for (const row of actionRows) {
      for (const keys of row.keys) {
        for (const panel of row.panels ?? ['*']) {
          const other = seen.get(`${panel} ${keys}`) ?? seen.get(`* ${keys}`)
          expect(other, `${keys} of ${row.id}`).toBeUndefined()
          seen.set(`${panel} ${keys}`, row.id)
        }
      }
    }
  })

  it('names keys as they are printed', () => {
    expect(keyCaps('ctrl+shift+p')).toEqual(['Ctrl', 'Shift', 'P'])
    expect(keyCaps('g e')).toEqual(['G', 'E'])
    expect(keyCaps('+')).toEqual(['+'])
  })
})
