/** A tag's name without the name of its asset before it: `P-101A.FLOW` beside `P-101A` is `FLOW`. The whole name where it does not begin so, or nothing would be left. */
export function nameWithin(tag: string, asset: string): string {
  if (asset === '' || !tag.toLowerCase().startsWith(asset.toLowerCase())) return tag
  const rest = tag.slice(asset.length)
  const short = rest.replace(/^[\s._/:-]+/, '')
  return short === '' || short === rest ? tag : short
}

/** The sentence of an event beside the name of its asset: its channels are not called by it again. */
export function wordsWithin({ words, channels, assetName }: { readonly words: string; readonly channels: readonly { readonly name: string }[]; readonly assetName: string }): string {
  return channels.reduce((text, { name }) => text.replaceAll(name, nameWithin(name, assetName)), words)
}
