/** Files that want to break an import. Each gives a named fault or counted rejects; nothing is stored that should not be, and nothing crashes. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../contract/errors.ts'
import type { ImportOptions } from '../../contract/imports.ts'
import { doubles, matCompressed, matElement, matFile, matMatrix, npy, npyHeader } from '../../ingest/testing/binary.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { TaskRun } from '../port.ts'
import { importRun } from './importRun.ts'

const run: TaskRun = { signal: new AbortController().signal, report: () => undefined }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-hostile-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Content = string | Uint8Array
interface Counts {
  readonly accepted: number
  readonly rejected?: number
  readonly duplicate?: number
  /** Part of a reason. */
  readonly reason?: string
}
type Case = readonly [name: string, content: Content, expected: ErrorCode | Counts, options?: ImportOptions]

const row = (i: number, value: string | number = i) => `2024-01-01 00:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')},${value}\n`
const rows = (n: number, value: (i: number) => string | number = (i) => i) => `time,a\n${Array.from({ length: n }, (_, i) => row(i, value(i))).join('')}`
/** Twenty good rows and then the troubling one. */
const after = (...lines: string[]) => rows(20) + lines.map((line) => `${line}\n`).join('')
const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return big ? bytes.swap16() : bytes
}
const random = (n: number) => {
  let seed = 7
  return Uint8Array.from({ length: n }, () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) >>> 24)
}
const good = { accepted: 20, rejected: 0 }
const one = { accepted: 20, rejected: 1 }

const text: readonly Case[] = [
  ['an empty file', '', 'file_not_understood'],
  ['one byte', 'a', 'file_not_understood'],
  ['one line break', '\n', 'file_not_understood'],
  ['blank lines only', '\n\r\n  \n\t\n', 'file_not_understood'],
  ['a header only', 'time,a,b\n', 'file_not_understood'],
  ['a header without a line break', 'time,a,b', 'file_not_understood'],
  ['binary as CSV', random(50_000), 'file_not_understood'],
  ['zero bytes', new Uint8Array(10_000), 'file_not_understood'],
  ['a picture', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), random(5000)]), 'file_not_understood'],
  ['a ZIP container (Excel)', Buffer.concat([Buffer.from('PK\u0003\u0004'), random(5000)]), 'file_not_understood'],
  ['a gzip stream', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), random(5000)]), 'file_not_understood'],
  ['an HDF5 file', Buffer.concat([Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]), random(5000)]), 'file_not_understood'],
  ['a byte order mark only', Buffer.from([0xef, 0xbb, 0xbf]), 'file_not_understood'],
  ['a byte order mark before the header', `\ufeff${rows(20)}`, good],
  ['UTF-16, little end first', utf16(rows(20)), good],
  ['UTF-16, big end first', utf16(rows(20), true), good],
  ['UTF-16 without a mark', utf16(rows(20)).subarray(2), good],
  ['UTF-16 that ends in half a character', Buffer.concat([utf16(rows(20)), Buffer.from([0x31])]), { accepted: 20, rejected: 1 }],
  ['UTF-16 with a lone surrogate', utf16(rows(20, (i) => (i === 5 ? '\ud800' : i))), { accepted: 19, rejected: 1 }],
  ['wrong UTF-8 in a name', Buffer.concat([Buffer.from('time,Temp\xe9rature\n', 'latin1'), Buffer.from(rows(20).slice(7))]), good],
  ['wrong UTF-8 far behind in words', Buffer.concat([Buffer.from(`time,state\n${Array.from({ length: 20_000 }, (_, i) => row(i % 3600, 'idle')).join('').slice(0, 300_000)}\n`), Buffer.from('2024-02-01 00:00:00,caf\xe9\n', 'latin1')]), { accepted: 3600, rejected: 1, duplicate: 8400, reason: 'UTF-8' }],
  ['a zero byte inside of a number', after('2024-01-01 01:00:00,1\u00002'), one],
  ['a zero byte inside of a time', after('2024-01-01\u000001:00:00,1'), one],
  ['carriage returns only', rows(20).replaceAll('\n', '\r'), good],
  ['mixed line ends', rows(20).replace('\n', '\r\n'), good],
  ['no line break at the end', rows(20).trimEnd(), good],
  ['blank lines between rows', rows(20).replaceAll('\n', '\n\n'), good],
  ['blanks around every cell', rows(20).replaceAll(',', ' , '), good],
  ['tabs after the values', rows(20).replaceAll('\n', '\t\n'), good],
  ['a row with too few cells', after('2024-01-01 01:00:00'), { ...one, reason: 'the header 2' }],
  ['a row with too many cells', after('2024-01-01 01:00:00,1,2'), { ...one, reason: 'more than 2 cells' }],
  ['empty cells behind the row', after('2024-01-01 01:00:00,1,,,'), { accepted: 21, rejected: 0 }],
  ['a word among numbers', after('2024-01-01 01:00:00,broken'), { ...one, reason: 'is not a number' }],
  ['a formula', after('2024-01-01 01:00:00,=A1+B1'), { ...one, reason: 'formula' }],
  ['a command in a formula', after('2024-01-01 01:00:00,"=cmd|\' /C calc\'!A0"'), { ...one, reason: 'formula' }],
  ['two numbers in a cell', after('2024-01-01 01:00:00,1 2'), one],
  ['two decimal points', after('2024-01-01 01:00:00,1.2.3'), one],
  ['a hexadecimal number', after('2024-01-01 01:00:00,0x1F'), one],
  ['a number of 5,000 digits', after(`2024-01-01 01:00:00,${'9'.repeat(5000)}`), { accepted: 21, rejected: 0 }],
  ['an exponent beyond all bounds', after('2024-01-01 01:00:00,1e999999999999'), { accepted: 21, rejected: 0 }],
  ['infinity', after('2024-01-01 01:00:00,-inf'), { accepted: 21, rejected: 0 }],
  ['NaN as a value', after('2024-01-01 01:00:00,NaN'), { accepted: 21, rejected: 0 }],
  ['an empty value', after('2024-01-01 01:00:00,'), { accepted: 21, rejected: 0 }],
  ['thousands marks in quotes', after('2024-01-01 01:00:00,"1,234.5"'), { accepted: 21, rejected: 0 }],
  ['a quote that is never closed', after('2024-01-01 01:00:00,"5', '2024-01-01 01:00:01,6'), { accepted: 21, rejected: 1, reason: 'never closed' }],
  ['text behind a closing quote', after('2024-01-01 01:00:00,"5"6'), { ...one, reason: 'closing quote' }],
  ['a line break inside of quotes', after('2024-01-01 01:00:00,"\n5"'), { accepted: 20, rejected: 1 }],
  ['a row of delimiters', after(','), { ...one, reason: 'the time is missing' }],
  ['a repeated header', after('time,a'), one],
  ['NaN as a time', after('NaN,5'), one],
  ['a missing time', after(',5'), { ...one, reason: 'the time is missing' }],
  ['a day that does not exist', after('2024-02-30 00:00:00,5'), { ...one, reason: 'does not exist' }],
  ['a 29 February of no leap year', after('2023-02-29 00:00:00,5'), { ...one, reason: 'does not exist' }],
  ['hour 25', after('2024-01-01 25:00:00,5'), { ...one, reason: 'time of day' }],
  ['minute 60', after('2024-01-01 00:60:00,5'), { ...one, reason: 'time of day' }],
  ['year 0', after('0000-01-01 00:00:00,5'), { ...one, reason: '1900' }],
  ['year 9999', after('9999-12-31 23:59:59,5'), { ...one, reason: '2199' }],
  ['a year of five digits', after('12024-01-01 00:00:00,5'), one],
  ['time going backwards', `time,a\n${Array.from({ length: 20 }, (_, i) => row(19 - i)).join('')}`, good],
  ['the same time twice, same value', after('2024-01-01 00:00:05,5'), { accepted: 20, duplicate: 1 }],
  ['the same time twice, another value', after('2024-01-01 00:00:05,6'), { ...one, reason: 'another value' }],
  ['all times the same', `time,a\n${row(0, 1).repeat(20)}`, { accepted: 1, duplicate: 19 }],
  ['a time that the clock skipped', `time,a\n${Array.from({ length: 20 }, (_, i) => `2024-03-31 01:${20 + i}:00,${i}\n`).join('')}2024-03-31 02:30:00,5\n`, { ...one, reason: 'put forward' }, { zone: 'Europe/Berlin' }],
  ['the hour that comes twice', `time,a\n${['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'].map((clock, i) => `2024-11-03 ${clock}:00,${i}\n`).join('')}`, { accepted: 6, rejected: 0 }, { zone: 'America/New_York' }],
  ['a zone that does not exist', rows(20), 'bad_input', { zone: 'Mars/Olympus' }],
  ['a time column that is not there', rows(20), 'bad_input', { columns: [{ name: 'when', role: 'time' }] }],
  ['a time column without times', rows(20, () => 'word'), 'bad_input', { columns: [{ name: 'a', role: 'time' }] }],
  ['more header rows than rows', rows(20), 'file_not_understood', { headerRows: 40 }],
  ['the wrong delimiter', rows(20), { accepted: 0, rejected: 20 }, { delimiter: ';', timeFormat: 'none', headerRows: 1, columns: [{ name: 'time,a', kind: 'analogue', role: 'value' }] }],
  ['the wrong reader', rows(20), 'file_not_understood', { format: 'npy' }],
  ['the same name in every column', `t,t,t\n${Array.from({ length: 20 }, (_, i) => `${i},${i},${i}\n`).join('')}`, { accepted: 20 }],
  ['names that belong to objects', `time,__proto__,constructor,toString\n${Array.from({ length: 20 }, (_, i) => `2024-01-01 00:00:${10 + i},1,${i},3\n`).join('')}`, { accepted: 20 }],
  ['a name of 100,000 letters', `time,${'n'.repeat(100_000)}\n${rows(20).slice(7)}`, good],
  ['10,000 columns', `time,${Array.from({ length: 10_000 }, (_, i) => `v${i}`).join(',')}\n${Array.from({ length: 3 }, (_, r) => `2024-01-01 00:00:0${r},${Array.from({ length: 10_000 }, (_, i) => i + r).join(',')}\n`).join('')}`, { accepted: 3 }],
  ['a line of 20 MB', after(`2024-01-01 01:00:00,${'1'.repeat(20_000_000)}`, '2024-01-01 01:00:01,6'), { accepted: 21, rejected: 1, reason: 'longer than' }],
  ['a line of 20 MB at the beginning', `${'x'.repeat(20_000_000)}\n${rows(20)}`, 'file_not_understood'],
  ['a quoted cell of more than a megabyte', `${rows(3000)}2024-01-01 01:00:00,"${`${'a'.repeat(1000)}\n`.repeat(1300)}"\n${row(3001)}`, { accepted: 3001, rejected: 1, reason: 'is not a number' }],
  ['every row its own word', `time,note\n${Array.from({ length: 70_000 }, (_, i) => `${1_700_000_000 + i},word ${i}\n`).join('')}`, { accepted: 65_536, rejected: 4464, reason: 'different words' }, { columns: [{ name: 'note', role: 'value', kind: 'text' }] }],
  ['prose', 'Dear engineer,\n\nthis is not a recording.\nIt is a letter, with commas, and no numbers.\nYours,\nnobody\n', 'file_not_understood'],
  ['JSON', `[${Array.from({ length: 20 }, (_, i) => `{"time": ${i}, "a": ${i}}`).join(',\n')}]`, 'file_not_understood'],
  ['unequal lines that are said to be transposed', '1 2 3\n4 5\n', 'file_not_understood', { layout: 'transposed' }],
  ['a long layout without tags', rows(20), 'bad_input', { layout: 'long' }],
]

const f8 = npyHeader('<f8', '3,')
const binary: readonly Case[] = [
  ['x.npy: a good one', npy(f8, doubles(1, 2, 3)), { accepted: 3 }],
  ['x.npy: only its mark', npy(f8).subarray(0, 8), 'file_not_understood'],
  ['x.npy: cut inside of the header', npy(f8, doubles(1, 2, 3)).subarray(0, 60), 'file_not_understood'],
  ['x.npy: cut inside of the values', npy(f8, doubles(1, 2, 3)).subarray(0, -5), 'file_not_understood'],
  ['x.npy: an unknown version', npy(f8, doubles(1, 2, 3), 9), 'file_not_understood'],
  ['x.npy: a shape of 10^12 rows', npy(npyHeader('<f8', '1000000000000, 8'), doubles(1, 2, 3)), 'file_not_understood'],
  ['x.npy: a shape that overflows', npy(npyHeader('<f8', '9007199254740993, 9007199254740993'), doubles(1)), 'file_not_understood'],
  ['x.npy: a negative shape', npy(npyHeader('<f8', '-3, 1'), doubles(1, 2, 3)), 'file_not_understood'],
  ['x.npy: a shape of words', npy(npyHeader('<f8', 'abc, 1'), doubles(1, 2, 3)), 'file_not_understood'],
  ['x.npy: no values', npy(npyHeader('<f8', '0, 4')), 'file_not_understood'],
  ['x.npy: no dimension', npy(npyHeader('<f8', ''), doubles(1)), 'file_not_understood'],
  ['x.npy: three dimensions', npy(npyHeader('<f8', '1, 3, 1'), doubles(1, 2, 3)), 'file_not_understood'],
  ['x.npy: objects (a pickle)', npy(npyHeader('|O', '3,'), Buffer.from('cos\nsystem\n(S"touch pwned"\ntR.')), 'file_not_understood'],
  ['x.npy: records with fields', npy(`{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }`, doubles(1, 2, 3)), 'file_not_understood'],
  ['x.npy: strings', npy(npyHeader('<U8', '3,'), Buffer.alloc(96)), 'file_not_understood'],
  ['x.npy: complex numbers', npy(npyHeader('<c16', '3,'), Buffer.alloc(48)), 'file_not_understood'],
  ['x.npy: dates', npy(npyHeader('<M8[s]', '3,'), Buffer.alloc(24)), 'file_not_understood'],
  ['x.npy: a header of nonsense', npy('import os; os.system("ls")', doubles(1)), 'file_not_understood'],
  ['x.npy: a text by that name', rows(20), 'file_not_understood'],
  ['x.npy: NaN and infinities', npy(f8, doubles(NaN, Infinity, -0)), { accepted: 3 }],
  ['x.mat: a good one', matFile(matMatrix({ name: 'x', shape: [3, 1], values: doubles(1, 2, 3) })), { accepted: 3 }],
  ['x.mat: a compressed one', matFile(matCompressed(matMatrix({ name: 'x', shape: [3, 1], values: doubles(1, 2, 3) }))), { accepted: 3 }],
  ['x.mat: only the header', matFile(), 'file_not_understood'],
  ['x.mat: cut inside of the header', matFile().subarray(0, 100), 'file_not_understood'],
  ['x.mat: cut inside of a variable', matFile(matMatrix({ name: 'x', shape: [3, 1], values: doubles(1, 2, 3) })).subarray(0, -10), 'file_not_understood'],
  ['x.mat: an element that claims 4 GB', matFile(matElement(14, Buffer.alloc(16), 0xfffffff0)), 'file_not_understood'],
  ['x.mat: a shape beyond its values', matFile(matMatrix({ name: 'x', shape: [1_000_000_000, 1], values: doubles(1, 2, 3) })), 'file_not_understood'],
  ['x.mat: a negative shape', matFile(matMatrix({ name: 'x', shape: [-3, 1], values: doubles(1, 2, 3) })), 'file_not_understood'],
  ['x.mat: three dimensions', matFile(matMatrix({ name: 'x', shape: [1, 3, 1], values: doubles(1, 2, 3) })), 'file_not_understood'],
  ['x.mat: text only', matFile(matMatrix({ name: 'x', shape: [1, 3], values: Buffer.from('abc'), type: 2, arrayClass: 4 })), 'file_not_understood'],
  ['x.mat: a structure', matFile(matMatrix({ name: 'x', shape: [1, 1], values: new Uint8Array(), arrayClass: 2 })), 'file_not_understood'],
  ['x.mat: damaged compression', matFile(matElement(15, random(200))), 'file_not_understood'],
  ['x.mat: a zip bomb', matFile(matCompressed(matElement(14, Buffer.alloc(300_000_000)))), 'file_not_understood'],
  ['x.mat: a bomb that says it is an array', matFile(matCompressed(matMatrix({ name: 'x', shape: [30_000_000, 1], values: Buffer.alloc(240_000_000) }))), 'too_large'],
  ['x.mat: version 7.3', Buffer.concat([Buffer.from('MATLAB 7.3 MAT-file'.padEnd(512)), random(100)]), 'file_not_understood'],
  ['x.mat: a text by that name', rows(20), 'file_not_understood'],
  ['x.parquet: only its mark', 'PAR1', 'file_not_understood'],
  ['x.parquet: marks and nothing between', 'PAR1\u0000\u0000\u0000\u0000PAR1', 'file_not_understood'],
  ['x.parquet: a footer that claims 4 GB', Buffer.concat([Buffer.from('PAR1'), random(100), Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from('PAR1')]), 'file_not_understood'],
  ['x.parquet: a footer of noise', Buffer.concat([Buffer.from('PAR1'), random(500), Buffer.from([0x80, 0x01, 0, 0]), Buffer.from('PAR1')]), 'file_not_understood'],
  ['x.parquet: cut short', Buffer.concat([Buffer.from('PAR1'), random(500)]), 'file_not_understood'],
  ['x.parquet: a text by that name', rows(20), 'file_not_understood'],
]

describe('hostile inputs', () => {
  it('are at least 80', () => {
    expect(text.length + binary.length).toBeGreaterThanOrEqual(80)
  })

  for (const [name, content, expected, options = {}] of [...text, ...binary]) {
    it(`${name}: ${typeof expected === 'string' ? expected : 'counted'}`, async () => {
      const fileName = /^x\.(npy|mat|parquet)/.exec(name)?.[0] ?? 'x.csv'
      const path = join(folder, fileName)
      await writeFile(path, content)
      const store = await openSqliteStore({ file: ':memory:' })
      try {
        const file = { path, name: fileName, bytes: (await stat(path)).size }
        const outcome = importRun({ store, clock: () => 0 }, { job: 1, files: [file], asset: 'A', options }, run)
        if (typeof expected === 'string') {
          const fault = await outcome.then(
            () => undefined,
            (error: unknown) => error,
          )
          expect(fault).toMatchObject({ code: expected })
          expect((fault as Error).message).toMatch(/\.$/)
          expect((fault as Error).message).not.toMatch(/undefined|\[object|at .*\.ts|TypeError|RangeError/)
          expect(await store.catalog.assets.list()).toEqual([])
          return
        }
        const report = await outcome
        expect(report.read).toBe(report.accepted + report.duplicate + report.rejected)
        const { reason, ...counts } = expected
        expect(report).toMatchObject(counts)
        if (reason) expect(Buffer.from(await store.artifacts.read(report.rejects!)).toString()).toContain(reason)
        expect((await store.check()).problems).toEqual([])
      } finally {
        await store.close()
      }
    }, 60_000)
  }
})
