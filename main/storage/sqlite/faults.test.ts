import { describe, expect, it } from 'vitest'
import { Fault } from '../../contract/errors.ts'
import { isBusy, toFault } from './faults.ts'

const driverError = (code: string) => Object.assign(new Error('words of the driver'), { code })

describe('toFault', () => {
  it.each([
    ['SQLITE_FULL', 'store_full'],
    ['SQLITE_IOERR_WRITE', 'store_full'],
    ['SQLITE_READONLY_DIRECTORY', 'store_readonly'],
    ['SQLITE_CANTOPEN', 'file_unreadable'],
    ['SQLITE_IOERR_READ', 'file_unreadable'],
    ['SQLITE_CORRUPT_VTAB', 'store_corrupt'],
    ['SQLITE_NOTADB', 'store_corrupt'],
    ['SQLITE_BUSY_SNAPSHOT', 'store_busy'],
  ])('makes %s a %s that names the file and says what to do', (code, expected) => {
    const fault = toFault(driverError(code), '/plant/pump.telltale')
    expect(fault).toBeInstanceOf(Fault)
    expect(fault).toMatchObject({ code: expected, detail: { file: '/plant/pump.telltale', sqlite: code } })
    expect(String(fault)).toMatch(/\/plant\/pump\.telltale.*\. [A-Z]/)
  })

  it('passes on what is not the driver\'s, and defects of our own statements', () => {
    const ours = new Fault('not_found', 'gone')
    expect(toFault(ours, 'f')).toBe(ours)
    const defect = driverError('SQLITE_ERROR')
    expect(toFault(defect, 'f')).toBe(defect)
  })

  it('knows what is worth another try', () => {
    expect([isBusy(driverError('SQLITE_BUSY')), isBusy(driverError('SQLITE_FULL')), isBusy('SQLITE_BUSY')]).toEqual([true, false, false])
  })
})
