import { expect, it } from 'vitest'
import { serverArguments } from './arguments.ts'

it('takes a port and an address as the settings that they are, over what --set says', () => {
  expect(serverArguments(['--set', 'system.log_level=DEBUG', '--set', 'dashboard.server.port=1', '--port', '9000', '--host', '::1', '--home', 'h'])).toEqual({
    home: 'h', config: undefined, set: ['system.log_level=DEBUG', 'dashboard.server.port=1', 'dashboard.server.port=9000', 'dashboard.server.host=::1'],
  })
})

it('is asked for help', () => {
  expect(serverArguments(['--help'])).toBe('help')
  expect(serverArguments(['-h', '--port', '1'])).toBe('help')
})

it.each([['--prot', '9000'], ['--port'], ['plant.csv']])('refuses %s, and says where the options stand', (...args) => {
  expect(() => serverArguments(args)).toThrow(expect.objectContaining({ code: 'bad_input', message: expect.stringMatching(/^[^\n]+\. npm start -- --help shows what there is\.$/) as string }) as Error)
})
