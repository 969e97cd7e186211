import { readFile } from 'node:fs/promises'
import { prettifyError } from 'zod'
import { importOptions, type ImportOptions } from '../contract/imports.ts'
import { parseTime, UsageError, type Arguments, type OptionSpec } from './verb.ts'

/** Corrections of what is guessed about a file: the frequent ones as options, all of them as JSON. */
export const readingOptions: Readonly<Record<string, OptionSpec>> = {
  time: { type: 'string', value: 'COLUMN', about: 'the column that holds the time' },
  zone: { type: 'string', value: 'ZONE', about: 'IANA zone of times without an offset (default UTC)' },
  rate: { type: 'string', value: 'SECONDS', about: 'without a time column: seconds from row to row' },
  start: { type: 'string', value: 'TIME', about: 'without a time column: time of the first row' },
  value: { type: 'string', multiple: true, value: 'COLUMN', about: 'a column that is imported although it looks like labels (repeatable)' },
  exclude: { type: 'string', multiple: true, value: 'COLUMN', about: 'a column that is not imported (repeatable)' },
  options: { type: 'string', value: 'FILE', about: 'corrections as JSON: `options` of what preview prints, in whole or in part' },
}

/** @throws UsageError for what is no correction. */
export async function readImportOptions(args: Arguments): Promise<ImportOptions> {
  const file = args.text('options')
  const rate = args.number('rate', { min: 1e-9, max: 1e9 })
  const start = args.text('start')
  const time = args.text('time')
  const zone = args.text('zone')
  const values = args.texts('value')
  const given = file === undefined ? {} : await fromFile(file)
  return {
    ...given,
    ...(rate !== undefined && { interval: rate * 1000 }),
    ...(start !== undefined && { start: parseTime(start, '--start') }),
    ...(zone !== undefined && { zone }),
    ...((time !== undefined || values.length > 0) && {
      columns: [...(given.columns ?? []).filter(({ name }) => name !== time && !values.includes(name)), ...(time === undefined ? [] : [{ name: time, role: 'time' as const }]), ...values.map((name) => ({ name, role: 'value' as const }))],
    }),
    ...(args.texts('exclude').length > 0 && { exclude: [...(given.exclude ?? []), ...args.texts('exclude')] }),
  }
}

async function fromFile(path: string): Promise<ImportOptions> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`--options: ${path} is no JSON file (${(error as Error).message})`)
  }
  const parsed = importOptions.strict().safeParse(content)
  if (!parsed.success) throw new UsageError(`--options: ${path}: ${prettifyError(parsed.error)}`)
  return parsed.data
}
