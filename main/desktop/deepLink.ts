/** `telltale://event/<id>`: the only links from outside that mean anything. Everything else is dropped. */
export const linkScheme = 'telltale'

/** The command for the page (`event/<id>`), or null. Event ids are what the core makes: letters, digits, dash, underscore. */
export function deepLinkCommand(address: string): string | null {
  const id = /^telltale:\/\/event\/([\w-]{1,128})\/?$/.exec(address)?.[1]
  return id === undefined ? null : `event/${id}`
}

/** The deep link among the arguments of a start, as Windows and Linux hand it over. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const found = argv.map(deepLinkCommand).filter((command) => command !== null)
  return found[0] ?? null
}
