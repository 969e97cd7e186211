import { describe, expect, it } from 'vitest'
import type { HeldOutResult } from '../../../contract/runs.ts'
import { verdictOf } from './verdict.ts'

const one = (id: string, change: Partial<HeldOutResult>): HeldOutResult => ({
  id, title: id, kind: id === 'network' ? 'network' : 'detector', events: 2, known: 2, hits: 2, falseEvents: 0, f1: 1, falseAlarmRate: 0.01, missedAlarmRate: 0.1, ...change,
})

describe('verdictOf', () => {
  it('names the one with the better F1, with false alarms beside it', () => {
    const verdict = verdictOf([one('network', { f1: 0.5, hits: 1, falseEvents: 1, falseAlarmRate: 0.2 }), one('Telltale', {})])
    expect(verdict.id).toBe('Telltale')
    expect(verdict.words).toBe('Telltale is better on the held-out period (F1 1.00, 2 of 2 faults, 0 false events, alarm on 1 % of the normal rows) than the network (F1 0.50, 1 of 2 faults, 1 false event, alarm on 20 % of the normal rows).')
  })

  it('does not reward one alarm over everything', () => {
    expect(verdictOf([one('network', { falseAlarmRate: 1 }), one('Telltale', { f1: 0.5, hits: 1, falseAlarmRate: 0.02 })]).id).toBe('Telltale')
    const verdict = verdictOf([one('network', { falseAlarmRate: 1 }), one('Telltale', { falseAlarmRate: 0.8 })])
    expect(verdict).toMatchObject({ id: null, words: expect.stringMatching(/is of use on the held-out period.*network on 100 %, Telltale on 80 %/) })
  })

  it('says why it does not count what found the fault by alarming all the time', () => {
    const verdict = verdictOf([one('network', {}), one('Telltale', { falseAlarmRate: 0.8 }), one('persistence', { hits: 0, f1: 0, falseAlarmRate: 0 })])
    expect(verdict.id).toBe('network')
    expect(verdict.words).toMatch(/than persistence \(.*\)\. Not counted: Telltale, which alarms on 80 % of the normal rows\.$/)
  })

  it('prefers nothing where one alarms all the time and the other never', () => {
    expect(verdictOf([one('network', { falseAlarmRate: 1 }), one('persistence', { hits: 0, f1: 0, falseAlarmRate: 0 })])).toEqual({
      id: null, words: 'Nothing is of use on the held-out period: network alarms on 100 % of the normal rows, persistence finds no fault. Train on rows that look more like it, or choose another number of alarms a week.',
    })
  })

  it('says so when nobody finds anything, and when nothing is known', () => {
    const blind = { hits: 0, f1: 0, falseAlarmRate: 0 }
    expect(verdictOf([one('network', blind), one('Telltale', blind)])).toMatchObject({ id: null, words: expect.stringMatching(/^Neither the network .* finds any of the 2 known faults/) })
    expect(verdictOf([one('network', { known: 0, f1: null }), one('Telltale', { known: 0, f1: null })])).toMatchObject({ id: null, words: expect.stringContaining('nobody can say') })
  })
})
