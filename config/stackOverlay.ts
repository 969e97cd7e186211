type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** One tree over another: objects are merged key by key, everything else is replaced; null takes a key away, so that its default counts. */
export function laidOver(base: Tree, over: Tree): Tree {
  const result: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = base[key]
    if (value === null) delete result[key]
    else result[key] = isTree(below) && isTree(value) ? laidOver(below, value) : value
  }
  return result
}
