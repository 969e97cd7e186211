import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../contract/imports.ts'
import { textReader } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-text-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(content: string | Uint8Array, name = 'x.csv') {
  const path = join(folder, name)
  await writeFile(path, content)
  return { path, name, bytes: (await stat(path)).size }
}

async function guess(content: string | Uint8Array, options: ImportOptions = {}) {
  const preview = await textReader.preview(await file(content), options)
  const of = (role: string) => preview.columns.filter((column) => column.role === role).map(({ name }) => name)
  return { ...preview, of, first: preview.rows[0], iso: preview.rows.map(({ time }) => new Date(time).toISOString()) }
}

async function readAll(content: string | Uint8Array, options: ImportOptions = {}) {
  const source = await textReader.open(await file(content), options)
  const columns: Record<string, { time: number[]; value: number[]; quality: number[] }> = {}
  const rejects: { line: number; reason: string }[] = []
  for await (const block of source.blocks(new AbortController().signal)) {
    for (const { column, time, value, quality } of block.points) {
      const to = (columns[source.columns[column]!.name] ??= { time: [], value: [], quality: [] })
      to.time.push(...time)
      to.value.push(...value)
      to.quality.push(...(quality ?? []))
    }
    rejects.push(...block.rejects)
  }
  await source.close()
  return { columns, rejects }
}

const many = (n: number, make: (i: number) => string) => Array.from({ length: n }, (_, i) => make(i)).join('\n') + '\n'
const two = (i: number) => String(i).padStart(2, '0')

describe('guesses about a text', () => {
  it.each<[string, string, ImportOptions]>([
    ['a semicolon with decimal commas', `Zeit;Druck\n${many(20, (i) => `2024-01-01 00:00:${two(i)};${i},5`)}`, { delimiter: ';', decimal: ',', timeFormat: 'iso', headerRows: 1 }],
    ['tabs', `time\ta\n${many(20, (i) => `2024-01-01 00:00:${two(i)}\t${i}.5`)}`, { delimiter: '\t', decimal: '.', timeFormat: 'iso' }],
    ['bars', `time|a|b\n${many(20, (i) => `2024-01-01 00:00:${two(i)}|${i}|1`)}`, { delimiter: '|' }],
    ['blanks of any number', many(20, (i) => `  ${i}   ${i * 2}  3`), { delimiter: ' ', headerRows: 0, timeFormat: 'none' }],
    ['a single column', many(20, (i) => `${i}.25`), { delimiter: ',', headerRows: 0, timeFormat: 'none' }],
    ['American dates', `time,a\n${many(20, (i) => `01/${two(i + 1)}/2024 10:00,${i}`)}`, { timeFormat: 'mdy' }],
    ['European dates', `time,a\n${many(20, (i) => `${two(i + 1)}.01.2024 10:00,${i}`)}`, { timeFormat: 'dmy' }],
    ['Asian dates', `time,a\n${many(20, (i) => `2024/01/${two(i + 1)} 10:00,${i}`)}`, { timeFormat: 'ymd' }],
    ['two-digit years', `time,a\n${many(20, (i) => `${two(i + 1)}/01/14 00,${i}`)}`, { timeFormat: 'dmy' }],
    ['days that run through a month tell day from month', `time,a\n${many(12, (i) => `${two(i + 1)}/02/2024,${i}`)}`, { timeFormat: 'dmy' }],
    ['unix seconds', `ts,a\n${many(20, (i) => `${1_700_000_000 + i},${i}`)}`, { timeFormat: 'unix_s' }],
    ['unix milliseconds', `ts,a\n${many(20, (i) => `${1_700_000_000_000 + i},${i}`)}`, { timeFormat: 'unix_ms' }],
    ['unix microseconds', `ts,a\n${many(20, (i) => `${1_700_000_000_000_000 + i},${i}`)}`, { timeFormat: 'unix_us' }],
    ['unix nanoseconds', `ts,a\n${many(20, (i) => `17000000${10 + i}000000000,${i}`)}`, { timeFormat: 'unix_ns' }],
    ["Excel's days", `Date,a\n${many(20, (i) => `${45_000 + i / 24},${i}`)}`, { timeFormat: 'excel' }],
    ['seconds since the start', `Time [s],a\n${many(20, (i) => `${i / 10},${i}`)}`, { timeFormat: 'elapsed_s' }],
    ['a header of pandas', `,a,b\n${many(20, (i) => `${i},${i % 3},${i * 2}`)}`, { headerRows: 1, timeFormat: 'none' }],
    ['numbered columns of pandas', `0,1,2\n${many(20, (i) => `${i % 7}.5,${i % 3},${i * 2}`)}`, { headerRows: 1 }],
    ['remarks above the header', `Plant: North\nExported by: me\n\ntime,a\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i}`)}`, { headerRows: 4, timeFormat: 'iso' }],
    ['a mark before the header', `# time, a\n${many(20, (i) => `2024-01-01 00:00:${two(i)}, ${i}`)}`, { headerRows: 1, timeFormat: 'iso' }],
    ['a row of units', `time,p,t\n,bar,°C\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},5`)}`, { headerRows: 2, unitsRow: 1 }],
  ])('%s', async (_, content, expected) => {
    expect((await guess(content)).options).toMatchObject(expected)
  })

  it("reads engineers' files as pandas does, whatever the export did to them", async () => {
    const at = (i: number) => `2024-01-01 00:00:${two(i)}`
    const first = (columns: Record<string, { value: number[] }>) => Object.fromEntries(Object.entries(columns).map(([name, { value }]) => [name, value.slice(0, 2)]))
    const cases: [string, string, Record<string, number[]>][] = [
      ['a blank line behind every line', `time,a\n\n${many(20, (i) => `${at(i)},${i + 0.5}\n`)}`, { a: [0.5, 1.5] }],
      ['a delimiter at the end of every line', `time,a,\n${many(20, (i) => `${at(i)},${i},`)}`, { a: [0, 1] }],
      ['the same, but not in the header', `time;a;b\n${many(20, (i) => `${at(i)};${i};${i + 7};`)}`, { a: [0, 1], b: [7, 8] }],
      ['row numbers beside a time', `,time,a\n${many(20, (i) => `${i},${at(i)},${i * 3}`)}`, { a: [0, 3] }],
      ['thousands with decimal commas', `time;a\n${many(20, (i) => `${at(i)};12.3${two(i)},25`)}`, { a: [12_300.25, 12_301.25] }],
      ['thousands in quotes', `time,a\n${many(20, (i) => `${at(i)},"1,2${two(i)},000.5"`)}`, { a: [1_200_000.5, 1_201_000.5] }],
      ['per cent behind every number', `time,a\n${many(20, (i) => `${at(i)},${i}.5%`)}`, { a: [0.5, 1.5] }],
      ['a unit behind every number', `time;a\n${many(20, (i) => `${at(i)};${i},5 °C`)}`, { a: [0.5, 1.5] }],
    ]
    for (const [what, content, expected] of cases) {
      const { columns, rejects } = await readAll(content, (await guess(content)).options)
      expect([what, rejects, first(columns)]).toEqual([what, [], expected])
      expect(Object.values(columns).every(({ time }) => time.length === 20 && time[0] === Date.UTC(2024, 0, 1)), what).toBe(true)
    }
    const { columns } = await guess(`time,Water °C,Level\n${many(20, (i) => `${at(i)},${i},${i}.5 mm`)}`)
    expect(columns.map(({ unit }) => unit)).toEqual(['', '°C', 'mm'])
    // words that begin with a number are no measures
    expect((await guess(`time,phase\n${many(20, (i) => `${at(i)},${i % 2 ? '1A' : '2 left'}`)}`)).columns[1]).toMatchObject({ kind: 'text' })
  })

  it('asks whether day or month comes first only where it matters and is open', async () => {
    const asks = async (date: string) => (await guess(`time,a\n${many(20, (i) => `${date} 14:05:${two(i)},${i}`)}`)).warnings.some(({ code }) => code === 'day_or_month')
    expect(await asks('03/04/2025')).toBe(true)
    expect(await asks('04.03.2025')).toBe(false)
    expect(await asks('05/05/2025')).toBe(false)
    expect(await asks('25/04/2025')).toBe(false)
  })

  it('takes 04-Mar-25 for the fourth of March, as historians write it', async () => {
    const { options, iso, warnings } = await guess(`time,a\n${many(20, (i) => `04-Mar-25 14:05:${two(i)},${i}`)}`)
    expect(options.timeFormat).toBe('dmy')
    expect(iso[0]).toBe('2025-03-04T14:05:00.000Z')
    expect(warnings.map(({ code }) => code)).not.toContain('day_or_month')
  })

  it('reads units from names and from their own row', async () => {
    const { columns } = await guess(`time,Flow [m3/h],Level (mm),Count (old)\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},5,${i % 3}`)}`)
    expect(columns.map(({ unit }) => unit)).toEqual(['', 'm3/h', 'mm', ''])
    const row = await guess(`time;p;t\n;[bar];°C\n${many(20, (i) => `2024-01-01 00:00:${two(i)};${i};5`)}`)
    expect(row.columns.map(({ unit }) => unit)).toEqual(['', 'bar', '°C'])
  })

  it('takes the names of a historian where a row describes them, in whatever order names, descriptions and units stand', async () => {
    const rows = many(20, (i) => `2024-01-01 00:00:${two(i)},${i},${i / 2},${i % 7}`)
    const tags = 'Timestamp,10LAC10CT001,FI-101.PV,PIC204'
    const words = ',Feed water temperature,Feed flow,Header pressure'
    const units = ',°C,m3/h,bar'
    for (const [header, unitsRow] of [[[tags, words, units], 2], [[tags, units, words], 1], [[words, tags, units], 2], [[tags, words], null]] as const) {
      const { columns, options } = await guess(`${header.join('\n')}\n${rows}`)
      expect([header, options.headerRows, options.unitsRow]).toEqual([header, header.length, unitsRow])
      expect(columns.map(({ name }) => name)).toEqual(tags.split(','))
      expect(columns.map(({ unit }) => unit)).toEqual(unitsRow === null ? ['', '', '', ''] : units.split(','))
    }
    // the time may be named in the row of descriptions only
    expect((await guess(`,FI1,FI2,FI3\nTime,Feed,Product,Drain\n${rows}`)).columns.map(({ name }) => name)).toEqual(['Time', 'FI1', 'FI2', 'FI3'])
    // equipment over what is measured there: neither alone tells the columns apart
    expect((await guess(`,P101,,P102\ntime,flow,temp,flow\n${rows}`)).of('value')).toEqual(['P101 flow', 'P101 temp', 'P102 flow'])
    expect((await guess(`,P101,P102,P103\ntime,flow,flow,flow\n${rows}`)).of('value')).toEqual(['P101 flow', 'P102 flow', 'P103 flow'])
    // words over words: the last row names
    expect((await guess(`,Inlet,Middle,Outlet\ntime,Pressure,Level,Speed\n${rows}`)).of('value')).toEqual(['Pressure', 'Level', 'Speed'])
  })

  it('joins two rows of names, tells equal names apart and names the nameless', async () => {
    const joined = await guess(`,Pump A,,Pump B,\ntime,flow,temp,flow,temp\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},1,2,3`)}`)
    expect(joined.of('value')).toEqual(['Pump A flow', 'Pump A temp', 'Pump B flow', 'Pump B temp'])
    const equal = await guess(`time,a,a,,a\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},1,2,3`)}`)
    expect(equal.of('value')).toEqual(['a', 'a (2)', 'c4', 'a (3)'])
    expect(equal.warnings.map(({ code }) => code)).toContain('duplicate_names')
  })

  it('takes a date and a clock in two columns together', async () => {
    const { of, iso } = await guess(`Datum;Uhrzeit;a\n${many(20, (i) => `31.12.2023;23:59:${two(i + 40)};${i}`)}`)
    expect([of('date'), of('clock'), iso[0]]).toEqual([['Datum'], ['Uhrzeit'], '2023-12-31T23:59:40.000Z'])
  })

  it('keeps time without a column for it, and says so', async () => {
    const { rows, warnings } = await guess(many(20, (i) => `${i} 1`), { interval: 250, start: 1000 })
    expect(rows.slice(0, 2).map(({ time }) => time)).toEqual([1000, 1250])
    expect(warnings.find(({ code }) => code === 'no_time')!.words).toMatch(/0\.25 s apart from 1970-01-01T00:00:01/)
  })

  it('knows labels, states, words, row numbers and free text from measurements', async () => {
    const { columns, of } = await guess(`index,a,anomaly,pump,mode,note\n${many(200, (i) => `${i},${Math.sin(i)},${i % 2},${i % 2 ? 'on' : 'off'},${['auto', 'hand', 'stop'][i % 3]},remark number ${i}`)}`)
    expect(of('label')).toEqual(['anomaly'])
    expect(of('ignore')).toEqual(['index', 'note'])
    expect(columns.map(({ kind }) => kind)).toEqual(['counter', 'analogue', 'binary', 'binary', 'text', 'text'])
  })

  it('takes -999 for "no value" only where it stands alone', async () => {
    const lonely = await guess(`time,a\n${many(50, (i) => `2024-01-01 00:00:${two(i)},${i % 9 === 4 ? -999 : 20 + Math.sin(i)}`)}`)
    expect(lonely.options.missing).toContain('-999')
    expect(lonely.rows[4]!.values).toEqual([null])
    const ordinary = await guess(`time,a\n${many(50, (i) => `2024-01-01 00:00:${two(i)},${-999 + i * 37}`)}`)
    expect(ordinary.options.missing).not.toContain('-999')
    const once = await guess(`time,a\n${many(50, (i) => `2024-01-01 00:00:${two(i)},${i === 4 ? -999 : 20}`)}`)
    expect(once.options.missing).not.toContain('-999')
  })

  it('knows the long layout by its column of names, or by times that come back', async () => {
    const named = await guess(`tag,time,value\n${many(40, (i) => `T${i % 4},2024-01-01 00:00:${two(i >> 2)},${i}`)}`)
    expect([named.options.layout, named.of('tag'), named.of('value')]).toEqual(['long', ['tag'], ['value']])
    const unnamed = await guess(`a,when,b\n${many(40, (i) => `T${i % 4},2024-01-01 00:00:${two(i >> 2)},${i}`)}`)
    expect([unnamed.options.layout, unnamed.of('tag'), unnamed.of('value')]).toEqual(['long', ['a'], ['b']])
    const wide = await guess(`time,state,value\n${many(40, (i) => `2024-01-01 00:00:${two(i)},${i % 2 ? 'run' : 'idle'},${i}`)}`)
    expect(wide.options.layout).toBe('wide')
  })

  it('gives each tag of the long layout the unit that its rows name, the first one where they differ', async () => {
    const unitOf = ['bar', '°C', '-', 'm³/h']
    const line = (i: number) => `2024-01-01 00:00:${two(i >> 2)},T${i % 4},${i}.5,${unitOf[i % 4]!}`
    for (const [name, header] of [['by its name', 'time,tag,value,EU'], ['by what it holds', 'time,tag,value,x']] as const) {
      const { of, options } = await guess(`${header}\n${many(60, line)}`)
      expect([name, options.layout, of('unit')]).toEqual([name, 'long', [header.split(',')[3]]])
    }
    const { options } = await guess(`time,tag,value,unit\n${many(60, line)}`)
    const later = many(12, (i) => `2024-01-02 00:00:${two(i)},T${i % 4},${i}.5,${['psi', 'degC', 'mm', 'm3/h'][i % 4]!}`)
    const source = await textReader.open(await file(`time,tag,value,unit\n${many(60, line)}\n${later}`), options)
    for await (const block of source.blocks(new AbortController().signal)) expect(block.rejects).toEqual([])
    await source.close()
    expect(source.columns.map(({ name, unit, otherUnits }) => [name, unit, otherUnits])).toEqual([
      ['T0', 'bar', ['psi']],
      ['T1', '°C', undefined],
      ['T2', 'mm', undefined],
      ['T3', 'm³/h', undefined],
    ])
    // words that change from row to row are no unit, whatever they look like
    expect((await guess(`time,tag,value,x\n${many(60, (i) => `2024-01-01 00:00:${two(i >> 2)},T${i % 4},${i}.5,${['m', 'bar', 's'][i % 3]!}`)}`)).of('unit')).toEqual([])
  })

  it('reads Latin-1 and UTF-16 names', async () => {
    const content = `time;Temp °C\n${many(20, (i) => `2024-01-01 00:00:${two(i)};${i}`)}`
    for (const bytes of [Buffer.from(content, 'latin1'), Buffer.from(`\ufeff${content}`, 'utf16le'), Buffer.from(content)]) {
      expect((await guess(bytes)).of('value')).toEqual(['Temp °C'])
    }
  })

  it('opens a file by the options of its preview as if it guessed them anew', async () => {
    const contents = [
      `time,a,b\n${many(60, (i) => `2024-01-01 00:00:${two(i)},${i},${i / 8}`)}`,
      `Zeit;Druck;Zustand\n;bar;\n${many(50, (i) => `${two((i % 28) + 1)}.03.2024 10:00;${i},5;ein`)}`,
      `remark\n\ntime,tag,value,unit\n${many(60, (i) => `2024-01-01 00:00:${two(i)},T${i % 3},${i},bar`)}`,
      `\ufefftime\ta\n${many(60, (i) => `2024-01-01 00:00:${two(i)}\t${i}`)}`,
      `time,a,quality\n${many(60, (i) => `2024-01-01 00:00:${two(i)},${i},${i > 50 ? 192 : 0}`)}`,
      many(60, (i) => `${i} 1 2`),
      Array.from({ length: 60 }, (_, i) => `${i},1`).join('\r'),
    ]
    for (const content of contents) {
      const { options } = await guess(content)
      const { interval: _, ...rest } = options
      // without one of them all are guessed
      expect([content, await readAll(content, options)]).toEqual([content, await readAll(content, rest)])
    }
  })

  it('gives the same options back when it is given its own', async () => {
    const source = await file(`Zeit;Druck;Zustand\n;bar;\n${many(50, (i) => `${two((i % 28) + 1)}.03.2024 10:00;${i},5;ein`)}`)
    const first = await textReader.preview(source, {})
    const second = await textReader.preview(source, first.options)
    expect(second.options).toEqual(first.options)
    expect(second.rows).toEqual(first.rows)
  })

  it('takes every correction', async () => {
    const content = `when,a,b\n${many(12, (i) => `0${1 + (i % 9)}/02/2024 10:00:${two(i)},${i},${i}`)}`
    const corrected = await guess(content, { timeFormat: 'mdy', zone: 'America/New_York', columns: [{ name: 'a', role: 'ignore' }, { name: 'b', unit: 'bar', kind: 'command' }] })
    expect(corrected.iso[0]).toBe('2024-01-02T15:00:00.000Z')
    expect(corrected.columns.slice(1)).toEqual([expect.objectContaining({ role: 'ignore' }), expect.objectContaining({ unit: 'bar', kind: 'command' })])
    expect((await guess(content, { exclude: ['a'] })).of('value')).toEqual(['b'])
    expect((await guess(content, { timeFormat: 'none', interval: 60_000 })).iso[1]).toBe('1970-01-01T00:01:00.000Z')
  })
})

describe('rows of a text', () => {
  it('gives back every number, whatever its form, and every row that is whole', async () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true }).map((value) => [String(value), Number(String(value))] as const),
      fc.integer({ min: -1e9, max: 1e9 }).map((value) => [String(value), value] as const),
      fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 })).map(([value, digits]) => [(value / 1000).toFixed(digits), Number((value / 1000).toFixed(digits))] as const),
      fc.constantFrom(['', NaN] as const, ['NaN', NaN] as const, ['"1"', 1] as const, [' 2 ', 2] as const, ['-0', -0] as const, ['null', NaN] as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 5, maxLength: 60 }), fc.constantFrom('\n', '\r\n'), async (cells, newline) => {
        const start = Date.UTC(2024, 0, 1)
        const lines = cells.map(([a, b], i) => `${new Date(start + i * 1000).toISOString()},${a[0]},${b[0]}`)
        const { columns, rejects } = await readAll(`time,a,b${newline}${lines.join(newline)}${newline}`, { headerRows: 1, delimiter: ',', decimal: '.', missing: ['', 'nan', 'null'], columns: [{ name: 'a', kind: 'analogue', role: 'value' }, { name: 'b', kind: 'analogue', role: 'value' }], layout: 'wide' })
        expect(rejects).toEqual([])
        for (const [index, name] of ['a', 'b'].entries()) {
          expect(columns[name]!.time).toEqual(cells.map((_, i) => start + i * 1000))
          cells.forEach((row, i) => expect(Object.is(columns[name]!.value[i], row[index]![1]), `${name} ${i}: ${row[index]![0]}`).toBe(true))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('goes on from any checkpoint to the rows of an unbroken reading', async () => {
    const content = `time,a\n${many(150_000, (i) => `${1_700_000_000 + i},${i % 100 === 50 ? 'x' : i}`)}`
    for (const bytes of [Buffer.from(content), Buffer.from(`\ufeff${content}`, 'utf16le')]) {
      const source = await file(bytes)
      const { options } = await textReader.preview(source, {})
      const ends: number[] = []
      let at: Readonly<Record<string, unknown>> | undefined
      let read = 0
      for (;;) {
        const opened = await textReader.open(source, options, at)
        const blocks = opened.blocks(new AbortController().signal)[Symbol.asyncIterator]()
        const { value: block, done } = await blocks.next()
        if (done) {
          await opened.close()
          break
        }
        read += block.read
        ends.push(block.points[0]!.line.at(-1)!)
        at = JSON.parse(JSON.stringify(block.checkpoint)) as typeof at // as the store gives it back
        await opened.close()
      }
      expect(read).toBe(150_000)
      expect(ends).toEqual(ends.toSorted((a, b) => a - b))
      expect(ends.at(-1)).toBe(150_001)
    }
  })

  it('gives each row the quality that stands beside it', async () => {
    const words = await readAll(`time,a,b,a_quality\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},1,${['Good', 'Bad', 'Uncertain', ''][i % 4]}`)}`)
    expect(words.columns['a']!.quality.slice(0, 4)).toEqual([0, 2, 1, 0])
    expect(words.columns['b']!.quality).toEqual([])
    const codes = await readAll(`time,a,quality\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i},${[192, 64, 0][i % 3]}`)}`)
    expect(codes.columns['a']!.quality.slice(0, 3)).toEqual([0, 1, 2])
  })

  it('names line, column and cell of what it rejects', async () => {
    const { rejects } = await readAll(`time,a\n${many(20, (i) => `2024-01-01 00:00:${two(i)},${i}`)}\n2024-01-01 00:01:00,12a\n`)
    expect(rejects).toEqual([{ line: 23, reason: 'column "a": "12a" is not a number; correct it, or add it to the words for "no value"', text: '2024-01-01 00:01:00,12a' }])
  })
})
