/** Does something for each item, at most `width` at a time, and keeps the order. The first failure ends it. */
export async function inBatches<Item, Result>(items: readonly Item[], width: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += width) results.push(...(await Promise.all(items.slice(at, at + width).map(work))))
  return results
}
