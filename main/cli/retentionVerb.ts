import { assetNamed } from './shapes.ts'
import { counted, exit, iso, parseTime, UsageError, type SessionVerb } from './verb.ts'

const day = 86_400_000

export const retentionVerb: SessionVerb = {
  name: 'retention',
  usage: 'retention --before TIME | --keep DAYS [--asset NAME] [--apply]',
  about: 'Say how many old points dropping would drop; with --apply, drop them. Events and verdicts stay.',
  options: {
    before: { type: 'string', value: 'TIME', about: 'drop points before this time' },
    keep: { type: 'string', value: 'DAYS', about: 'keep this many days before now' },
    asset: { type: 'string', value: 'NAME', about: 'only this asset' },
    apply: { type: 'boolean', about: 'drop them; without it nothing is changed' },
  },
  async run(session, args) {
    const text = args.text('before')
    const keep = args.number('keep', { min: 0, max: 100_000 })
    if ((text === undefined) === (keep === undefined)) throw new UsageError('say either --before TIME or --keep DAYS')
    const before = text === undefined ? Date.now() - keep! * day : parseTime(text, '--before')
    const name = args.text('asset')
    const request = { before, ...(name !== undefined && { asset: (await assetNamed(session, name)).id }) }
    const preview = await session.client.retention.preview(request)
    const applied = args.flag('apply')
    if (applied) await session.client.retention.apply({ ...request, points: preview.points })
    const { points, scores, kept, assets } = preview
    session.out.result({ applied, before: iso(before), points, scores, kept, assets: assets.map(({ name: asset, ...rest }) => ({ asset, points: rest.points, scores: rest.scores, emptied: rest.emptied })) }, () =>
      applied && points + scores > 0
        ? `Dropped: ${counted(points, 'point')} of ${counted(assets.length, 'asset')} before ${iso(before)}${scores > 0 ? ` and ${counted(scores, 'point')} of scores` : ''}. Kept: ${counted(kept, 'point')}, and every event and verdict.`
        : [preview.words, ...(points + scores === 0 ? [] : ['Nothing was changed. Drop them with --apply.'])].join('\n'),
    )
    return exit.done
  },
}
