import { describe, expect, it } from 'vitest'
import { followers, lastMeaning } from './repeats.ts'

const cell = (text: string) => ({ bytes: Buffer.from(`xx${text}yy`), from: 2, to: 2 + Buffer.byteLength(text) })

describe('lastMeaning', () => {
  it('knows the last cell alone, by all of its bytes', () => {
    const last = lastMeaning<number>()
    expect(last.of(cell(''))).toBeUndefined()
    last.keep(cell('Good'), 0)
    expect([last.of(cell('Good')), last.of(cell('Goof')), last.of(cell('Goo')), last.of(cell('good')), last.of(cell('Good '))]).toEqual([0, undefined, undefined, undefined, undefined])
    last.keep(cell(''), 7)
    expect([last.of(cell('')), last.of(cell('Good'))]).toEqual([7, undefined])
    last.keep(cell('a'.repeat(100)), 1)
    expect([last.of(cell('a'.repeat(100))), last.of(cell(''))]).toEqual([undefined, undefined])
  })
})

describe('followers', () => {
  it('finds turns and runs after having seen them once, and never takes one name for another', () => {
    const tags = followers()
    const numbers = new Map<string, number>()
    let asked = 0
    const find = (name: string) => {
      const known = tags.of(cell(name))
      if (known !== undefined) return known
      asked++
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      tags.keep(cell(name), number)
      return number
    }
    const turns = Array.from({ length: 60 }, (_, i) => `T${i % 6}`)
    const runs = Array.from({ length: 60 }, (_, i) => `T${Math.floor(i / 20)}`)
    const mixed = Array.from({ length: 200 }, (_, i) => `T${(i * i * 7) % 13}`)
    for (const name of [...turns, ...runs, ...mixed]) expect(find(name)).toBe(numbers.get(name))
    expect(asked).toBeLessThan(200)
    asked = 0
    for (const name of [...turns, ...turns]) find(name)
    expect(asked).toBeLessThanOrEqual(8)
  })
})
