import { describe, expect, it } from 'vitest'
import { postgresAddress } from './address.ts'

describe('postgresAddress', () => {
  it('reads user, password, host, port, database and options, and names the place without the password', () => {
    expect(postgresAddress('postgresql://us%40er:p%2F%3Aw@db.plant:5433/tell%20tale?options=-c%20search_path%3Dx')).toEqual({
      name: 'db.plant:5433/tell tale',
      config: { host: 'db.plant', port: 5433, database: 'tell tale', user: 'us@er', password: 'p/:w', ssl: false, options: '-c search_path=x' },
    })
    expect(postgresAddress('postgres://me@[::1]')).toEqual({ name: '[::1]:5432/me', config: { host: '::1', port: 5432, database: 'me', user: 'me', ssl: false } })
  })

  it('encrypts as asked: without, with and with full verification', () => {
    expect(postgresAddress('postgresql://u@h/d?sslmode=require').config.ssl).toMatchObject({ rejectUnauthorized: false })
    const full = postgresAddress('postgresql://u@h/d?sslmode=verify-full').config.ssl
    expect(full).toEqual({ rejectUnauthorized: true })
  })

  it.each([
    ['another scheme', 'mysql://u:secret@h/d', 'bad_input'],
    ['no address at all', 'postgresql://u:secret@h:port/d', 'bad_input'],
    ['no database', 'postgresql://h', 'bad_input'],
    ['a mistyped parameter, which would switch TLS off', 'postgresql://u:secret@h/d?sslmod=require', 'bad_input'],
    ['a mode that may fall back to plain text', 'postgresql://u:secret@h/d?sslmode=prefer', 'bad_input'],
    ['verify-ca without an authority', 'postgresql://u:secret@h/d?sslmode=verify-ca', 'bad_input'],
    ['a broken escape', 'postgresql://u:secret%zz@h/d', 'bad_input'],
    ['a certificate that is not there', 'postgresql://u:secret@h/d?sslmode=verify-full&sslrootcert=/no/such.crt', 'file_unreadable'],
  ])('refuses %s, never repeating the password', (_what, uri, code) => {
    expect(() => postgresAddress(uri)).toThrow(expect.objectContaining({ code, message: expect.not.stringContaining('secret') as string }))
  })
})
