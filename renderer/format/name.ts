/** A tag's name without the name of its asset before it: `P-101A.FLOW` beside `P-101A` is `FLOW`. The whole name where it does not begin so, or nothing would be left. */
export function nameWithin(tag: string, asset: string): string {
  if (asset === '' || !tag.toLowerCase().startsWith(asset.toLowerCase())) return tag
  const rest = tag.slice(asset.length)
  const short = rest.replace(/^[\s._/:-]+/, '')
  return short === '' || short === rest ? tag : short
}
