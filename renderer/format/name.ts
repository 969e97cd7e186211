/** A tag's name without the name of its asset before it: `P-101A.FLOW` beside `P-101A` is `FLOW`. The whole name where it does not begin so, or nothing would be left. */
export function nameWithin(tag: string, asset: string): string {
  if (asset === '' || !tag.toLowerCase().startsWith(asset.toLowerCase())) return tag
  const rest = tag.slice(asset.length)
  const short = rest.replace(/^[\s._/:-]+/, '')
  return short === '' || short === rest ? tag : short
}

/** The unit to write behind a tag's name: none where the name ends with it already, as in `Inlet [°C]`, `Flow (m³/h)` or `Level, %`. */
export function unitBehind(name: string, unit: string): string {
  const bare = name.trimEnd().replace(/[)\]}]$/, '').trimEnd()
  if (unit === '' || !bare.endsWith(unit)) return unit
  // "Rpm" does not end with metres, nor "Line A" with amperes: a bracket or a comma stands before a unit
  return /[([{,;]\s*$/.test(bare.slice(0, -unit.length)) ? '' : unit
}

/** The sentence of an event beside the name of its asset: its channels are not called by it again. */
export function wordsWithin({ words, channels, assetName }: { readonly words: string; readonly channels: readonly { readonly name: string }[]; readonly assetName: string }): string {
  return channels.reduce((text, { name }) => text.replaceAll(name, nameWithin(name, assetName)), words)
}
