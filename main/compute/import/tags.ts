/** The tags of the columns of a source, made when their first point comes. */
import { Fault } from '../../contract/errors.ts'
import type { SourceColumn } from '../../ingest/port.ts'
import { sameUnit } from '../../ingest/units.ts'
import type { Catalog, TagRow } from '../../storage/ports.ts'

export interface ImportTags {
  /** Makes the tags of these columns that are not there yet, at one go. */
  prepare(columns: readonly SourceColumn[]): Promise<void>
  /** The tag of a column of the source. */
  of(column: SourceColumn): Promise<TagRow>
  /** Codes of the source's words as codes of the tag's words, which grow as needed; unchanged where they agree. */
  codes(column: SourceColumn, value: Float64Array): Promise<Float64Array>
  touched(): readonly TagRow[]
  /** Tags whose rows or files name another unit than the tag has, by name. */
  unitConflicts(): Readonly<Record<string, UnitConflict>>
}

export interface UnitConflict {
  readonly kept: string
  readonly others: readonly string[]
}

/** `chosen`: kinds that an engineer has set, by column name. */
/** `before`: conflicts that were found before the import was broken off. */
export async function importTags(catalog: Catalog, asset: number, chosen: ReadonlySet<string>, before: Readonly<Record<string, UnitConflict>> = {}): Promise<ImportTags> {
  const known = new Map((await catalog.tags.list({ asset, derived: false })).map((tag) => [tag.name, tag]))
  const touched = new Map<string, TagRow>()
  const conflicts = new Map(Object.entries(before))
  const inputOf = ({ name, unit, kind }: SourceColumn) => ({ asset, name, unit, kind, kindGuessed: !chosen.has(name) })
  async function of(column: SourceColumn): Promise<TagRow> {
    const ready = touched.get(column.name)
    if (ready) return checkedUnit(ready, column)
    let tag = known.get(column.name)
    if (tag && (tag.kind === 'text') !== (column.kind === 'text')) {
      throw new Fault('conflict', `The tag "${column.name}" already holds ${tag.kind === 'text' ? 'words' : 'numbers'}, and this file has ${column.kind === 'text' ? 'words' : 'numbers'} there. Rename the column, leave it out, or import into another asset.`, { tag: column.name })
    }
    tag ??= await catalog.tags.ensure(inputOf(column))
    tag = await checkedUnit(tag, column)
    if (chosen.has(column.name) && tag.kind !== column.kind) tag = await catalog.tags.update(tag.id, { kind: column.kind, kindGuessed: false })
    touched.set(column.name, tag)
    return tag
  }
  /** The first unit stays; what rows or files say instead is kept for the report. */
  async function checkedUnit(tag: TagRow, { name, unit, otherUnits = [] }: SourceColumn): Promise<TagRow> {
    let checked = tag
    if (tag.unit === '' && unit !== '') {
      checked = await catalog.tags.update(tag.id, { unit })
      touched.set(name, checked)
    }
    for (const other of [unit, ...otherUnits]) {
      if (other === '' || sameUnit(checked.unit, other)) continue
      conflicts.set(name, { kept: checked.unit, others: [...new Set([...(conflicts.get(name)?.others ?? []), other])] })
    }
    return checked
  }

  return {
    async prepare(columns) {
      const missing = columns.filter(({ name }) => !known.has(name) && !touched.has(name))
      if (missing.length > 1) for (const tag of await catalog.tags.ensureAll(missing.map(inputOf))) known.set(tag.name, tag)
    },
    of,
    async codes(column, value) {
      if (column.kind !== 'text') return value
      const tag = await of(column)
      const codes = new Map(tag.labels.map((word, code) => [word, code]))
      const fresh = column.labels.filter((word) => !codes.has(word))
      if (fresh.length > 0) {
        for (const word of fresh) codes.set(word, codes.size)
        touched.set(column.name, await catalog.tags.update(tag.id, { labels: [...tag.labels, ...fresh] }))
      }
      if (column.labels.every((word, code) => codes.get(word) === code)) return value
      const map = column.labels.map((word) => codes.get(word)!)
      return value.map((code) => (Number.isNaN(code) ? code : map[code]!))
    },
    touched: () => [...touched.values()],
    unitConflicts: () => Object.fromEntries(conflicts),
  }
}
