import type { Asset, Tag } from '../../main/contract/assets.ts'
import { nameWithin } from '../format/name.ts'

/** What waits on an asset and on everything below it. */
export interface Waiting {
  readonly severity: NonNullable<Asset['attention']>['severity']
  readonly unjudged: number
}

export type TreeRow = { readonly type: 'asset'; readonly asset: Asset; readonly level: number; readonly waiting: Waiting } | { readonly type: 'tag'; readonly tag: Tag; readonly level: number; /** As it is called under its asset. */ readonly name: string }

export interface TreeInput {
  readonly assets: readonly Asset[]
  readonly tags: ReadonlyMap<number, readonly Tag[]>
  readonly unfolded: ReadonlySet<number>
  readonly search: string
}

/**
 * The rows of the tree from top to bottom. Without a search: what is unfolded. With one: every asset or tag whose name holds all its
 * words, with the assets above it.
 */
export function treeRows({ assets, tags, unfolded, search }: TreeInput): TreeRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const hit = (...names: string[]) => words.every((word) => names.some((name) => name.toLowerCase().includes(word)))
  const known = new Set(assets.map(({ id }) => id))
  const children = Map.groupBy(assets, ({ parent }) => (parent !== null && known.has(parent) ? parent : null))
  const rows: TreeRow[] = []
  const seen = new Set<number>()

  function visit(asset: Asset, level: number, above: string[]): TreeRow[] {
    // a parent chain that bites its tail must not hang the page
    if (seen.has(asset.id)) return []
    seen.add(asset.id)
    const names = [...above, asset.name]
    const open = words.length > 0 || unfolded.has(asset.id)
    const below = open ? (children.get(asset.id) ?? []).flatMap((child) => visit(child, level + 1, names)) : []
    const own = open ? (tags.get(asset.id) ?? []).filter((tag) => hit(...names, tag.name)).map((tag): TreeRow => ({ type: 'tag', tag, level: level + 1, name: nameWithin(tag.name, asset.name) })) : []
    if (words.length > 0 && below.length === 0 && own.length === 0 && !hit(...names)) return []
    return [{ type: 'asset', asset, level, waiting: waitingIn(asset, children) }, ...below, ...own]
  }

  for (const asset of children.get(null) ?? []) rows.push(...visit(asset, 1, []))
  return rows
}

/** The worst severity of what waits on an asset and below it, and how many: a folded branch does not hide its trouble. */
function waitingIn(asset: Asset, children: ReadonlyMap<number | null, readonly Asset[]>, seen = new Set<number>()): Waiting {
  if (seen.has(asset.id)) return { severity: null, unjudged: 0 }
  seen.add(asset.id)
  const unjudged = asset.attention?.unjudged ?? 0
  const own: Waiting = { severity: unjudged > 0 ? (asset.attention?.severity ?? null) : null, unjudged }
  return (children.get(asset.id) ?? []).map((child) => waitingIn(child, children, seen)).reduce((worst, next) => ({ severity: graver(worst.severity, next.severity), unjudged: worst.unjudged + next.unjudged }), own)
}
const graver = (a: Waiting['severity'], b: Waiting['severity']) => (a === null ? b : b === null ? a : Math.min(a, b))
