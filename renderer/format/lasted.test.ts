import { expect, it } from 'vitest'
import { lasted as told } from './lasted.ts'

const hour = 3_600_000
/** With plain blanks: units stand behind narrow ones. */
const lasted = (event: Parameters<typeof told>[0]) => told(event).replaceAll(/\s/g, ' ')

it('says how long an event alarmed of the time from its first row to its last, where it was quiet between', () => {
  expect(lasted({ start: 0, end: 3 * hour })).toBe('3 h')
  expect(lasted({ start: 0, end: 240 * hour, stretches: [{ from: 0, to: 10 * hour }, { from: 233 * hour, to: 240 * hour }] })).toBe('17 h of 10 d')
  expect(lasted({ start: 0, end: 240 * hour, stretches: [{ from: 0, to: 200 * hour }, { from: 201 * hour, to: 240 * hour }] })).toBe('10 d')
})
