import type { Asset } from '../contract/assets.ts'
import { assetNamed } from './shapes.ts'
import { exit, iso, UsageError, type SessionVerb } from './verb.ts'

export const assetsVerb: SessionVerb = {
  name: 'assets',
  usage: 'assets [NAME] [--create] [--under PARENT | --top] [--rename NAME] [--remove]',
  about: 'Show the asset tree, or one branch of it; create an area or a train that holds others, move, rename or remove an asset. Removing drops its points.',
  options: {
    create: { type: 'boolean', about: 'make it, empty' },
    under: { type: 'string', value: 'PARENT', about: 'hang it under this asset' },
    top: { type: 'boolean', about: 'hang it under none' },
    rename: { type: 'string', value: 'NAME', about: 'another name' },
    remove: { type: 'boolean', about: 'remove it with its tags, points, events and verdicts; nothing may hang under it' },
  },
  async run(session, args) {
    const [name] = args.positionals
    const { assets } = session.client
    const [create, top, remove] = [args.flag('create'), args.flag('top'), args.flag('remove')]
    const [under, rename] = [args.text('under'), args.text('rename')]
    if (name === undefined && (create || top || remove || under !== undefined || rename !== undefined)) throw new UsageError('name the asset')
    if (top && under !== undefined) throw new UsageError('--under and --top contradict each other')
    if (remove && (create || top || under !== undefined || rename !== undefined)) throw new UsageError('--remove goes alone')
    if (remove) {
      const gone = await assets.remove({ id: (await assetNamed(session, name!)).id })
      session.out.result({ asset: name, removed: true, ...gone }, () => `${name} is removed: ${gone.points} points and ${gone.events} events.`)
      return exit.done
    }
    const parent = under === undefined ? undefined : (await assetNamed(session, under)).id
    if (create) await assets.create({ name: name!, parent: parent ?? null })
    const change = { ...(!create && parent !== undefined && { parent }), ...(top && { parent: null }), ...(rename !== undefined && { name: rename }) }
    if (Object.keys(change).length > 0) await assets.update({ id: (await assetNamed(session, name!)).id, ...change })
    const all = await assets.list()
    const rows = treeOf(all, name === undefined ? null : (await assetNamed(session, rename ?? name)).id)
    const names = new Map(all.map((asset) => [asset.id, asset.name]))
    session.out.result(
      rows.map(({ depth, asset }) => ({ asset: asset.name, parent: asset.parent === null ? null : (names.get(asset.parent) ?? null), depth, tags: asset.tags, points: asset.points, start: iso(asset.start), end: iso(asset.end), simulated: asset.simulated })),
      () => rows.map(({ depth, asset }) => `${'  '.repeat(depth)}${asset.name}  ${asset.tags} tags  ${asset.points} points${asset.simulated ? '  SIMULATED' : ''}`).join('\n') || 'Nothing has been imported yet.',
    )
    return exit.done
  },
}

/** Every asset behind the one it hangs under, by name; with `root` that one and what hangs under it. */
function treeOf(all: readonly Asset[], root: number | null): { depth: number; asset: Asset }[] {
  const known = new Set(all.map(({ id }) => id))
  const below = Map.groupBy(all, ({ parent }) => (parent !== null && known.has(parent) ? parent : null))
  const rows: { depth: number; asset: Asset }[] = []
  const add = (asset: Asset, depth: number): void => {
    rows.push({ depth, asset })
    for (const child of sorted(below.get(asset.id))) add(child, depth + 1)
  }
  const top = root === null ? sorted(below.get(null)) : all.filter(({ id }) => id === root)
  for (const asset of top) add(asset, 0)
  return rows
}

function sorted(assets: readonly Asset[] = []): Asset[] {
  return assets.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}
