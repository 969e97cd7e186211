import { describe, expect, it } from 'vitest'
import type { Note } from './lane.ts'
import { stretchesOf } from './Notes.tsx'

const note = (from: number, to: number, lanes: string[] = []): Note => ({ id: `${from}`, from, to, words: 'w', lanes })

describe('stretchesOf', () => {
  it('joins what overlaps, and leaves the rest apart', () => {
    expect(stretchesOf([note(5, 9), note(0, 2), note(1, 3), note(9, 12)], 'a')).toEqual([{ from: 0, to: 3 }, { from: 5, to: 12 }])
  })

  it('takes what belongs to the lane, or to all', () => {
    expect(stretchesOf([note(0, 1, ['a']), note(4, 5, ['b']), note(8, 9)], 'a')).toEqual([{ from: 0, to: 1 }, { from: 8, to: 9 }])
  })
})
