import { expect, it } from 'vitest'
import { coresText, gibi, quantity } from './quantity.ts'

it('reads quantities as Kubernetes does', () => {
  expect(['1Gi', '512Mi', '1.5Ki', '10', '500m', '1k', '2e3', 3].map(quantity)).toEqual([1073741824, 536870912, 1536, 10, 0.5, 1000, 2000, 3])
  expect(quantity('4GB')).toBeNaN()
  expect(quantity(undefined)).toBeNaN()
})

it('writes them with at most two decimals', () => {
  expect([gibi(24.25 * 2 ** 30), gibi(2 ** 29), coresText(12.1), coresText(0.333)]).toEqual(['24.25 Gi', '0.5 Gi', '12.1 CPU', '0.33 CPU'])
})
