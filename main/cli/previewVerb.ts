import { Fault } from '../contract/errors.ts'
import { readImportOptions, readingOptions } from './importOptions.ts'
import { exit, iso, UsageError, type SessionVerb } from './verb.ts'

export const previewVerb: SessionVerb = {
  name: 'preview',
  usage: 'preview FILE [--options FILE] [--time COLUMN] [--zone ZONE] …',
  about: 'Say what a file seems to hold; nothing is stored. Correct it with the options that import takes.',
  options: readingOptions,
  async run(session, args) {
    const [file, ...rest] = args.positionals
    if (!file || rest.length > 0) throw new UsageError('name one file')
    const { ref } = await session.sources.register(file)
    const preview = await session.client.imports.preview({ source: ref, options: await readImportOptions(args) })
    session.out.result(preview, () =>
      [
        `${preview.file}: ${preview.options.format}, ${preview.options.layout ?? 'wide'}, times ${preview.options.timeFormat ?? 'by rows'}${preview.options.zone ? ` in ${preview.options.zone}` : ''}, about ${preview.rowsEstimated ?? '?'} rows`,
        ...preview.columns.map(({ name, role, kind, unit }) => `  ${name}  ${role}${role === 'value' ? `  ${kind}${unit ? ` [${unit}]` : ''}` : ''}`),
        ...preview.rows.slice(0, 3).map(({ time, values }) => `  ${iso(time)}  ${values.slice(0, 8).map((value) => value ?? '-').join('  ')}`),
        ...preview.warnings.map(({ words }) => `note: ${words}`),
        ...preview.rejects.slice(0, 5).map(({ line, reason }) => `line ${line} would be rejected: ${reason}`),
      ].join('\n'),
    )
    return exit.done
  },
}

export const templatesVerb: SessionVerb = {
  name: 'templates',
  usage: 'templates [--forget KEY]',
  about: 'List the corrections kept for the next file of the same kind, or forget one.',
  options: { forget: { type: 'string', value: 'KEY', about: 'forget this one' } },
  async run(session, args) {
    const key = args.text('forget')
    if (key !== undefined) {
      const { removed } = await session.client.imports.forgetTemplate({ key })
      if (!removed) throw new Fault('not_found', `No corrections are kept under the key "${key}". List the keys with: telltale templates`, { key })
      session.out.result({ key, removed }, () => `Forgotten: ${key}`)
      return exit.done
    }
    const kept = (await session.client.imports.templates()).map(({ keptAt, ...rest }) => ({ ...rest, keptAt: iso(keptAt) }))
    session.out.result(kept, () => kept.map((one) => `${one.key}  ${one.keptAt}  ${one.file}  ${JSON.stringify(one.options)}`).join('\n') || 'No corrections are kept.')
    return exit.done
  },
}
