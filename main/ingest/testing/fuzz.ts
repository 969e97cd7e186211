/** A seeded fuzzer of the readers: good small files of every format, damaged in many ways. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrorCode } from '../../contract/errors.ts'
import type { SourceFile } from '../port.ts'
import { readerFor } from '../readers.ts'
import { doubles, matCompressed, matFile, matMatrix, npy, npyHeader } from './binary.ts'
import { smallParquet } from './parquet.ts'

export interface Defect {
  readonly name: string
  readonly content: Uint8Array
  readonly words: string
}

export interface FuzzResult {
  readonly files: number
  readonly understood: number
  readonly faults: number
  readonly defects: readonly Defect[]
}

type Random = () => number

export interface FuzzOptions {
  readonly folder: string
  readonly seed: number
  /** Asked before every file: by the clock, or by a count. */
  readonly goOn: (files: number) => boolean
  /** Chooses the reader: the real ones, unless the fuzzer itself is tested. */
  readonly find?: typeof readerFor
}

export async function fuzz({ folder, seed, goOn, find = readerFor }: FuzzOptions): Promise<FuzzResult> {
  const random = generator(seed)
  const seeds = seedFiles()
  const defects: Defect[] = []
  let files = 0
  let understood = 0
  let faults = 0
  for (; goOn(files) && defects.length < 20; files++) {
    const { name, content } = seeds[Math.floor(random() * seeds.length)]!
    let damaged = content
    for (let times = 1 + Math.floor(random() * 3); times > 0; times--) damaged = damages[Math.floor(random() * damages.length)]!(damaged, random)
    const path = join(folder, name)
    await writeFile(path, damaged)
    const outcome = await read({ path, name, bytes: damaged.length }, find)
    if (outcome === 'understood') understood++
    else if (outcome === 'fault') faults++
    else defects.push({ name, content: damaged, words: outcome })
  }
  return { files, understood, faults, defects }
}

/** `understood`, `fault`, or what went wrong. */
async function read(file: SourceFile, find: typeof readerFor): Promise<string> {
  try {
    const reader = await find(file)
    const preview = await reader.preview(file, {})
    const source = await reader.open(file, preview.options)
    try {
      let last = 0
      for await (const block of source.blocks(new AbortController().signal)) {
        const lines = new Set<number>()
        for (const { column, time, value, line, quality } of block.points) {
          if (!source.columns[column]) return `points of column ${column}, which does not exist`
          if (time.length !== value.length || time.length !== line.length || (quality && quality.length !== time.length)) return 'columns of unequal length'
          if (time.some((t) => !Number.isFinite(t))) return 'a time that is no time'
          for (const l of line) lines.add(l)
        }
        if (source.columns.length > 0 && block.points.length > 0 && lines.size + block.rejects.length > block.read) return `${lines.size} rows and ${block.rejects.length} rejects out of ${block.read}`
        if (!(block.progress >= 0 && block.progress <= 1)) return `progress ${block.progress}`
        if (block.read === 0 || block.rejects.some(({ line }) => !(line > 0))) return 'an empty block, or a reject without a line'
        last += block.read
      }
      return last >= 0 ? 'understood' : 'no rows'
    } finally {
      await source.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return isErrorCode(code) && code !== 'internal' ? 'fault' : `not a fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

function seedFiles(): { name: string; content: Uint8Array }[] {
  const lines = (make: (i: number) => string) => Buffer.from(Array.from({ length: 60 }, (_, i) => make(i)).join(''))
  const clock = (i: number) => `2024-01-01 00:00:${String(i % 60).padStart(2, '0')}`
  return [
    { name: 'wide.csv', content: Buffer.concat([Buffer.from('time,a [bar],b\n'), lines((i) => `${clock(i)},${i / 7},${i % 2}\n`)]) },
    { name: 'german.csv', content: Buffer.concat([Buffer.from('Zeit;Druck;Zustand\n;bar;\n'), lines((i) => `${10 + (i % 18)}.03.2024 0${i % 10}:00;${i},5;"ein; ""aus"""\n`)]) },
    { name: 'blank.txt', content: lines((i) => `${i} ${i * 1.5}  -${i}e-3 \n`) },
    { name: 'long.csv', content: Buffer.concat([Buffer.from('timestamp\ttag\tvalue\tquality\n'), lines((i) => `17000000${10 + i}\tFI${i % 3}\t${i}\tGood\n`)]) },
    { name: 'wide16.csv', content: Buffer.from(`\ufefftime,a\r\n${lines((i) => `${clock(i)},${i}\r\n`).toString()}`, 'utf16le') },
    { name: 'rows.dat', content: Buffer.from(Array.from({ length: 5 }, (_, tag) => Array.from({ length: 40 }, (_v, i) => 10 ** tag + i / 100).join(' ')).join('\n')) },
    { name: 'x.npy', content: npy(npyHeader('<f8', '20, 3'), doubles(...Array.from({ length: 60 }, (_, i) => i))) },
    { name: 'y.npy', content: npy(npyHeader('>i4', '30, 2', true), new Uint8Array(240)) },
    { name: 'x.mat', content: matFile(matMatrix({ name: 'x', shape: [20, 2], values: doubles(...Array.from({ length: 40 }, (_, i) => i)) }), matMatrix({ name: 'y', shape: [1, 20], values: new Uint8Array(20), type: 2 })) },
    { name: 'z.mat', content: matFile(matCompressed(matMatrix({ name: 'x', shape: [20, 2], values: doubles(...Array.from({ length: 40 }, (_, i) => i)) }))) },
    { name: 'x.parquet', content: smallParquet() },
  ]
}

const interesting = [0, 1, 9, 10, 13, 32, 34, 44, 45, 46, 59, 127, 128, 239, 255]
const tokens = ['"', '""', '\n', '\r\n', ',', ';', '\t', '1e999', 'NaN', '-', '=1+1', '9999-12-31', '\u0000', '0x', '1.#INF', '\ufeff', '24:00', '02-30', '🚰', '-0', '99999999999999999999']

const damages: readonly ((content: Uint8Array, random: Random) => Uint8Array)[] = [
  // one byte becomes another
  (content, random) => {
    const out = Uint8Array.from(content)
    for (let n = 1 + Math.floor(random() * 8); n > 0; n--) out[Math.floor(random() * out.length)] = random() < 0.5 ? interesting[Math.floor(random() * interesting.length)]! : Math.floor(random() * 256)
    return out
  },
  // cut short, at either end
  (content, random) => content.slice(0, Math.floor(random() * content.length)),
  (content, random) => content.slice(Math.floor(random() * Math.min(200, content.length))),
  // a stretch is left out, doubled, or moved
  (content, random) => {
    const [from, to] = stretch(content, random)
    return Buffer.concat([content.slice(0, from), content.slice(to)])
  },
  (content, random) => {
    const [from, to] = stretch(content, random)
    return Buffer.concat([content.slice(0, to), content.slice(from)])
  },
  // a word where none should be
  (content, random) => {
    const at = Math.floor(random() * content.length)
    return Buffer.concat([content.slice(0, at), Buffer.from(tokens[Math.floor(random() * tokens.length)]!), content.slice(at)])
  },
  // four bytes become a large number
  (content, random) => {
    const out = Buffer.from(content)
    if (out.length > 8) out.writeUInt32LE(random() < 0.5 ? 0xffffffff : Math.floor(random() * 2 ** 32), Math.floor(random() * (out.length - 4)))
    return out
  },
  // a bit in the first kilobyte, where headers are
  (content, random) => {
    const out = Uint8Array.from(content)
    if (out.length > 0) {
      const at = Math.floor(random() * Math.min(1024, out.length))
      out[at] = out[at]! ^ (1 << Math.floor(random() * 8))
    }
    return out
  },
]

function stretch(content: Uint8Array, random: Random): [number, number] {
  const from = Math.floor(random() * content.length)
  return [from, Math.min(content.length, from + Math.floor(random() * 100))]
}

/** Mulberry32. */
function generator(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
