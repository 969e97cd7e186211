import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileOf, storeLocation } from './location.ts'

describe('storeLocation', () => {
  it.each([
    ['', '/home/p.telltale'],
    ['sqlite:///var/p.telltale', resolve('/var/p.telltale')],
    ['sqlite:/var/p.telltale', resolve('/var/p.telltale')],
    ['sqlite:here/p.telltale', resolve('here/p.telltale')],
  ])('reads %j', (uri, file) => expect(storeLocation(uri, '/home/p.telltale')).toEqual({ file }))
  it.each(['postgresql://u@h/d', 'postgres://u:p%40@h:5433/d?sslmode=require'])('leaves %j to PostgreSQL', (uri) => expect(storeLocation(uri, '/x')).toEqual({ uri }))
  it('does not repeat a URI that it cannot open: it may hold a password', () => {
    expect(() => storeLocation('mysql://u:secret@h/d', '')).toThrow(expect.objectContaining({ code: 'not_supported', message: expect.not.stringContaining('secret') as string }))
  })
  it('has no file for a project in PostgreSQL, and says so without the address', () => {
    expect(fileOf({ file: '/p' })).toBe('/p')
    expect(() => fileOf({ uri: 'postgresql://u:secret@h/d' })).toThrow(expect.objectContaining({ code: 'not_supported', message: expect.not.stringContaining('secret') as string }))
  })
})
