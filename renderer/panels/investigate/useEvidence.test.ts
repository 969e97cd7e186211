import { expect, it } from 'vitest'
import { newerOf } from './useEvidence.ts'

it.each([
  ['nothing of the next has come, and part of what was before', ['a'], [], 4, ['a']],
  ['part of the next has come, and all was there before', ['a', 'b', 'c', 'd'], ['A', 'B'], 4, ['a', 'b', 'c', 'd']],
  ['as much of the next has come as was there before', ['a'], ['A'], 4, ['A']],
  ['all of the next has come', ['a', 'b', 'c', 'd'], ['A', 'B', 'C', 'D'], 4, ['A', 'B', 'C', 'D']],
  ['nothing was there', [], [], 4, []],
])('where %s', (_, before, next, wanted, shown) => expect(newerOf(before, next, wanted)).toEqual(shown))
