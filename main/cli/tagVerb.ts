import { tagKind } from '../contract/assets.ts'
import { Fault } from '../contract/errors.ts'
import { assetNamed, seriesShape } from './shapes.ts'
import { exit, UsageError, type SessionVerb } from './verb.ts'

export const tagVerb: SessionVerb = {
  name: 'tag',
  usage: 'tag --asset NAME --tag TAG [--kind KIND] [--unit UNIT] [--rename NAME]',
  about: 'Show a tag with the health of its recording and what to do about it; correct its kind, unit or name.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    tag: { type: 'string', value: 'TAG', about: 'the tag' },
    kind: { type: 'string', value: 'KIND', about: tagKind.options.join(', ') },
    unit: { type: 'string', value: 'UNIT', about: 'engineering unit; empty for none' },
    rename: { type: 'string', value: 'NAME', about: 'another name' },
  },
  async run(session, args) {
    const asset = await assetNamed(session, args.need('asset'))
    const name = args.need('tag')
    const found = (await session.client.assets.tags({ id: asset.id })).find((one) => one.name === name)
    if (!found) throw new Fault('not_found', `${asset.name} has no tag named ${name}.`, { asset: asset.name, tag: name })
    const kind = tagKind.optional().safeParse(args.text('kind'))
    if (!kind.success) throw new UsageError(`--kind: "${args.text('kind')}" is none of ${tagKind.options.join(', ')}`)
    const unit = args.text('unit')
    const rename = args.text('rename')
    const change = { ...(kind.data !== undefined && { kind: kind.data }), ...(unit !== undefined && { unit }), ...(rename !== undefined && { name: rename }) }
    const tag = Object.keys(change).length > 0 ? await session.client.assets.updateTag({ id: found.id, ...change }) : found
    const shape = { ...seriesShape(asset.name, tag), kindGuessed: tag.kindGuessed, health: tag.reasons }
    session.out.result(shape, () =>
      [
        `${asset.name}  ${tag.name}${tag.unit ? ` [${tag.unit}]` : ''}  ${tag.kind} (${tag.kindGuessed ? 'guessed' : 'set by an engineer'})  ${tag.n} points  health ${tag.grade ?? 'not judged yet'}`,
        ...tag.reasons.map(({ words, cure }) => `  ${words} ${cure}`),
      ].join('\n'),
    )
    return exit.done
  },
}
