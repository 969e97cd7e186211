import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFileOf } from './location.ts'

describe('projectFileOf', () => {
  it.each([
    ['', '/home/p.telltale'],
    ['sqlite:///var/p.telltale', resolve('/var/p.telltale')],
    ['sqlite:/var/p.telltale', resolve('/var/p.telltale')],
    ['sqlite:here/p.telltale', resolve('here/p.telltale')],
  ])('reads %j', (uri, file) => expect(projectFileOf(uri, '/home/p.telltale')).toBe(file))
  it('does not repeat a URI that it cannot open: it may hold a password', () => {
    expect(() => projectFileOf('postgresql://u:secret@h/d', '')).toThrow(expect.objectContaining({ code: 'not_supported', message: expect.not.stringContaining('secret') as string }))
  })
})
