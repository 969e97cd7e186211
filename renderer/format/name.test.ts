import { expect, it } from 'vitest'
import { nameWithin } from './name.ts'

it.each([
  ['P-101A.FLOW', 'P-101A', 'FLOW'],
  ['p-101a/flow', 'P-101A', 'flow'],
  ['P-101A2.FLOW', 'P-101A', 'P-101A2.FLOW'],
  ['P-101A', 'P-101A', 'P-101A'],
  ['P-101A.', 'P-101A', 'P-101A.'],
  ['FLOW', 'P-101A', 'FLOW'],
  ['FLOW', '', 'FLOW'],
])('%s within %s is %s', (tag, asset, short) => expect(nameWithin(tag, asset)).toBe(short))
