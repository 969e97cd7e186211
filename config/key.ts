import { z } from 'zod'

export interface Key<Value = unknown> {
  readonly schema: z.ZodType<Value>
  readonly default: Value
  /** What it does, in one sentence. */
  readonly sentence: string
  /** `port`, `MB`, `s` …; empty for words. */
  readonly unit: string
  readonly type: 'integer' | 'word' | 'text' | 'list'
  /** What is allowed, in words. */
  readonly range: string
  /** Shown masked and never written to a log. */
  readonly secret: boolean
  /** Only files, environment and command line may set it: a page that could would open its own cage. */
  readonly outsideOnly?: boolean
  /** Reads a value from an environment variable or the command line. What it cannot read it gives back, so that the schema can refuse it. */
  fromText(text: string): unknown
}

interface About {
  readonly sentence: string
  readonly unit?: string
}

/** A whole number between two bounds, both allowed. */
export function integer({ sentence, unit = '', min, max, initial }: About & { min: number; max: number; initial: number }): Key<number> {
  return {
    schema: z.int().min(min).max(max),
    default: initial,
    sentence,
    unit,
    type: 'integer',
    range: `${min} to ${max}`,
    secret: false,
    fromText: (text) => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : text),
  }
}

/** One of a few words; upper and lower case do not matter. */
export function word<const Words extends readonly [string, ...string[]]>({ sentence, words, initial }: About & { words: Words; initial: Words[number] }): Key<Words[number]> {
  const find = (text: string) => words.find((one) => one.toLowerCase() === text.trim().toLowerCase()) ?? text
  return {
    schema: z.preprocess((value) => (typeof value === 'string' ? find(value) : value), z.enum(words)),
    default: initial,
    sentence,
    unit: '',
    type: 'word',
    range: words.join(', '),
    secret: false,
    fromText: find,
  }
}

export function text({ sentence, range, pattern, initial = '', secret = false }: About & { range: string; pattern: RegExp; initial?: string; secret?: boolean }): Key<string> {
  return { schema: z.string().regex(pattern), default: initial, sentence, unit: '', type: 'text', range, secret, fromText: (value) => value }
}

/** A list of words; with commas between them in an environment variable and on the command line. */
export function list({ sentence, range, pattern, initial = [], outsideOnly = false }: About & { range: string; pattern: RegExp; initial?: readonly string[]; outsideOnly?: boolean }): Key<readonly string[]> {
  return {
    schema: z.array(z.string().regex(pattern)).readonly(),
    default: initial,
    sentence,
    unit: '',
    type: 'list',
    range,
    secret: false,
    outsideOnly,
    fromText: (value) => value.split(',').map((part) => part.trim()).filter((part) => part !== ''),
  }
}
