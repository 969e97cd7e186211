import { expect, it } from 'vitest'
import { preferencesChange } from './settings.ts'

it('a change to one preference says nothing of the others', () => {
  expect(preferencesChange.parse({ tourDone: true })).toEqual({ tourDone: true })
  expect(preferencesChange.parse({ layout: { version: 1 } })).toEqual({ layout: { version: 1 } })
  expect(preferencesChange.parse({})).toEqual({})
})
