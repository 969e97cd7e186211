import { parseArgs } from 'node:util'
import { UsageError, type Arguments, type OptionSpec, type Verb } from './verb.ts'

/** Options that every verb takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  json: { type: 'boolean', about: 'print the result as one JSON document' },
  home: { type: 'string', value: 'DIR', about: 'where the project lives' },
  set: { type: 'string', multiple: true, value: 'PATH=VALUE', about: 'override a configuration key' },
  help: { type: 'boolean', about: 'show how to use this verb' },
}

/** @throws UsageError on an unknown option or a missing value. */
export function parseArguments(verb: Pick<Verb, 'options'>, argv: readonly string[]): Arguments {
  const specs = { ...commonOptions, ...verb.options }
  const options = Object.fromEntries(Object.entries(specs).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]))
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const text = (name: string) => parsed.values[name] as string | undefined // declared as type string above
  return {
    positionals: parsed.positionals,
    text,
    texts: (name) => (parsed.values[name] as string[] | undefined) ?? [],
    flag: (name) => parsed.values[name] === true,
    number(name, { min, max }) {
      const given = text(name)
      if (given === undefined) return undefined
      const number = Number(given)
      if (given.trim() === '' || !Number.isFinite(number) || number < min || number > max)
        throw new UsageError(`--${name}: "${given}" is not a number from ${min} to ${max}`)
      return number
    },
    need(name) {
      const given = text(name)
      if (given === undefined || given === '') throw new UsageError(`--${name} is missing`)
      return given
    },
  }
}

export function helpText(verb: Verb): string {
  const rows = Object.entries({ ...verb.options, ...commonOptions }).map(([name, { value, about }]) => `  --${value ? `${name} ${value}` : name}`.padEnd(30) + about)
  return [`telltale ${verb.usage}`, '', verb.about, '', ...rows, ''].join('\n')
}
