import { describe, expect, it } from 'vitest'
import { optionsVariable } from './channels/childProcess.ts'
import { readWorkerOptions } from './workerOptions.ts'

describe('readWorkerOptions', () => {
  it('reads what the starting root wrote', () => {
    expect(readWorkerOptions({ [optionsVariable]: JSON.stringify({ file: '/p/project.db', more: 1 }) })).toEqual({ file: '/p/project.db' })
    expect(readWorkerOptions({ [optionsVariable]: JSON.stringify({ uri: 'postgresql://u@h/d' }) })).toEqual({ uri: 'postgresql://u@h/d' })
  })
  it.each([undefined, '{}', 'null', '{"file":3}'])('says that nobody starts a worker by hand (%s)', (text) => {
    expect(() => readWorkerOptions(text === undefined ? {} : { [optionsVariable]: text })).toThrow(/never by hand/)
  })
})
