import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordSource } from '../../port.ts'
import type { OpenFile } from '../../file.ts'
import type { ColumnRole, Dialect } from './dialect.ts'
import { cellKind, rowVectors } from './rowVectors.ts'
import { textSource } from './source.ts'
import { missingWords } from './words.ts'

function opened(bytes: Buffer): OpenFile {
  return { bytes: bytes.length, read: async (into, offset) => bytes.copy(into, 0, offset, offset + into.length), close: async () => undefined }
}

const column = (name: string, role: ColumnRole) => ({ name, role, kind: 'analogue' as const, unit: '' })
interface Table {
  readonly columns: readonly ColumnRole[]
  readonly delimiter: Dialect['delimiter']
  readonly decimal: '.' | ','
  readonly missing?: readonly string[]
}
function dialectOf({ columns, delimiter, decimal, missing = missingWords }: Table): Dialect {
  return {
    encoding: 'utf-8', delimiter, decimal, headerRows: 0, unitsRow: null, layout: 'wide', timeFormat: columns.includes('time') ? 'iso' : 'none', zone: 'UTC', interval: 500, start: 1e12, missing, exclude: [],
    columns: columns.map((role, i) => column(`c${i}`, role)),
  }
}

const bits = (array: Float64Array) => Array.from(new BigUint64Array(array.slice().buffer), String)

async function everything(source: RecordSource) {
  const blocks: unknown[] = []
  for await (const block of source.blocks(new AbortController().signal)) {
    blocks.push({ ...block, points: block.points.map(({ time, value, line, column: index }) => ({ index, time: bits(time), value: bits(value), line: [...line] })) })
  }
  await source.close()
  return blocks
}

function read(table: Table, text: string | Buffer, settings: { byVectors: boolean; pieceBytes?: number; newline?: 10 | 13 }) {
  return everything(textSource({ file: opened(Buffer.from(text)), dialect: dialectOf(table), mark: 0, newline: 10, headerLines: 0, opc: [], ...settings }))
}

/** Read both ways, with lines cut at the borders of pieces of any size. */
async function bothWays(table: Table, text: string | Buffer, pieceBytes: number) {
  expect(await read(table, text, { byVectors: true, pieceBytes })).toEqual(await read(table, text, { byVectors: false }))
}

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const digits = (minLength: number, maxLength: number) => fc.string({ unit: digit, minLength, maxLength })
const plainNumber = (mark: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom('', '', '-', '+'), digits(0, 8), fc.constantFrom('', mark), digits(0, 8)).map((parts) => parts.join('')) },
    { weight: 2, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }).map((x) => String(x).replace('.', mark)) },
    { weight: 1, arbitrary: digits(9, 25) },
  )
const oddCell = fc.constantFrom(
  '', ' ', '-', '+', '.', ',', '-.', '1.', '.5', '-0', '-0.0', '+0', '1e3', '-1.5E-300', '1e999', 'NaN', 'nan', 'inf', '-Infinity', '#N/A', 'null', '=1+1', '"1.5"', '"1,5"', '"a ""b"" c"', '"', '"open', 'x', '1 2', '1.2.3', '1..2', '--1', '0x10',
  '1,234.5', "1'000", '12.5 bar', '1234567890123456789012345', '0.30000000000000004', '9007199254740993', '999999999999999', '0000000000000001', '1.00000000000000', 'µ', '🚰', '٣', '\u0000', '\ufeff1', ' 7', '7 ', ' -7.25 ', '7\t', '7\r', '-999',
)
const clock = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }), fc.integer({ min: 0, max: 61 })).map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'))
const fraction = fc.oneof(fc.constant(''), digits(0, 12).map((text) => `.${text}`))
const time = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('2024-02-29', '2024-02-29', '2024-03-01', '1900-01-01', '2199-12-31'), fc.constantFrom(' ', ' ', 'T'), clock, fraction, fc.constantFrom('', '', '', 'Z', 'z', ' ', '+02:00', 'x')).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', '2024-02-30 00:00:00', '2023-02-29 00:00:00', '24-02-29 00:00:00', '2024-02-29', '2024-02-29 00:00', '"2024-02-29 00:00:00"', '2024-2-29 0:00:00', '0000-00-00 00:00:00', '2024-02-29t10:00:00', '2024-02-29  10:00:00', '2024-02-29 10:00:00,5', 'yesterday', '2024-02-29 24:00:00', '2024-02-29 23:59:60') },
)

const table = fc.record({
  columns: fc.tuple(fc.array(fc.constantFrom<ColumnRole>('value', 'value', 'value', 'ignore'), { minLength: 1, maxLength: 6 }), fc.constantFrom(-1, 0, 0, 2)).map(([values, at]) => (at < 0 ? values : values.toSpliced(at, 0, 'time'))),
  delimiter: fc.constantFrom<Dialect['delimiter']>(',', ';', '\t', '|'),
  decimal: fc.constantFrom<'.' | ','>('.', '.', ','),
  missing: fc.constantFrom([...missingWords], [...missingWords, '-999', '7']),
})
const hostile = table.chain((one) => {
  const cell = (role: ColumnRole) => (role === 'time' ? time : fc.oneof({ weight: 12, arbitrary: plainNumber(one.decimal) }, { weight: 2, arbitrary: oddCell }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }))
  const row = fc.tuple(...one.columns.map(cell)).map((cells) => cells.join(one.delimiter))
  const odd = fc.constantFrom('', ' ', '\r', one.delimiter, one.delimiter.repeat(9), '1', 'x'.repeat(300))
  const line = fc.oneof({ weight: 10, arbitrary: row }, { weight: 1, arbitrary: odd }, { weight: 1, arbitrary: fc.tuple(row, odd).map((parts) => parts.join('')) })
  const end = fc.constantFrom('\n', '\n', '\n', '\r\n')
  return fc.record({ table: fc.constant(one), lines: fc.array(fc.tuple(line, end), { minLength: 1, maxLength: 60 }), whole: fc.boolean(), pieceBytes: fc.oneof(fc.integer({ min: 16, max: 400 }), fc.constant(1 << 20)) })
})

describe('rows of plain cells by vectors', () => {
  it('are there: else everything below compares the plain loop with itself', () => {
    expect(rowVectors({ delimiter: 44, newline: 10, decimal: 46, kinds: Uint8Array.of(cellKind.number), rows: 16, textBytes: 1024 })).not.toBeNull()
  })

  it('are those of the plain loop, whatever stands in the text and wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async ({ table: one, lines, whole, pieceBytes }) => {
        const text = lines.map((parts) => parts.join('')).join('')
        await bothWays(one, whole ? text : text.slice(0, -1), pieceBytes)
      }),
      { numRuns: 400 },
    )
  }, 120_000)

  it('are those of the plain loop for numbers of every length, digit by digit', async () => {
    const numbers: string[] = []
    for (let whole = 0; whole <= 17; whole++) {
      for (let part = -1; part <= 17; part++) for (const sign of ['', '-', '+']) numbers.push(sign + '9182736450918273645'.slice(0, whole) + (part < 0 ? '' : `.${'6405192837640519283'.slice(0, part)}`))
    }
    for (const delimiter of [',', '\t'] as const) {
      for (const end of ['\n', ' \n', '\r\n']) {
        const one: Table = { columns: ['value', 'value'], delimiter, decimal: '.' }
        await bothWays(one, numbers.map((number) => `${number}${delimiter}${number}${end}`).join(''), 1 << 20)
      }
    }
  })

  it('leave what they have not read to the plain loop, which finds the same rows when hardly any is plain', async () => {
    const one: Table = { columns: ['time', 'value', 'value'], delimiter: ',', decimal: '.' }
    const lines = Array.from({ length: 5000 }, (_, i) => `${new Date(1.7e12 + i * 7e5).toISOString()},${i % 3 === 0 ? `${i / 7}` : 1e-7 * i},${i > 3000 ? 'NaN' : i}`)
    await bothWays(one, `${lines.join('\n')}\n`, 4096)
  })

  it('part cells before they look for a decimal mark: a comma between commas is one in quotes only', async () => {
    const one: Table = { columns: ['value', 'value', 'value'], delimiter: ',', decimal: ',' }
    const text = '"1,5",2,3\n"2,5",3,4\n'
    await bothWays(one, text, 1 << 20)
    expect(await read(one, text, { byVectors: true })).toMatchObject([{ read: 2, rejects: [] }])
  })

  it('give up a row whose quotes hold a delimiter, where nobody reads that cell', async () => {
    const one: Table = { columns: ['value', 'ignore', 'value'], delimiter: ',', decimal: '.' }
    const words = ['a', '"b,c"', 'a word that is longer than sixteen bytes', '"and, so, is, this, one, in, its, quotes"', '', 'x"y']
    const text = Array.from({ length: 40 }, (_, i) => `${i},${words[i % words.length]!},${-i}\n`).join('')
    await bothWays(one, text, 1 << 20)
    expect(await read(one, text, { byVectors: true })).toMatchObject([{ read: 40, rejects: [] }])
  })

  it('is done without where text ends lines with a carriage return alone', async () => {
    const one: Table = { columns: ['value', 'value'], delimiter: ',', decimal: '.' }
    const text = '1,2\r3,4\r5,6\r'
    expect(await read(one, text, { byVectors: true, newline: 13 })).toEqual(await read(one, text, { byVectors: false, newline: 13 }))
  })
})
