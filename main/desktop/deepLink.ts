/** `telltale://event/<id>` and `telltale://explore/<asset>/<tags>[/<stretch>]`: the only links from outside that mean anything. Everything else is dropped. */
export const linkScheme = 'telltale'

/** The command for the page (`event/<id>`, `explore/…`), or null. Event ids are what the core makes: letters, digits, dash, underscore; a view holds numbers only. */
export function deepLinkCommand(address: string): string | null {
  const id = /^telltale:\/\/event\/([\w-]{1,128})\/?$/.exec(address)?.[1]
  if (id !== undefined) return `event/${id}`
  const view = /^telltale:\/\/explore\/(\d{1,9}\/[\d.,]{1,2000}(?:\/[\d._-]{1,80})?)\/?$/.exec(address)?.[1]
  return view === undefined ? null : `explore/${view}`
}

/** The deep link among the arguments of a start, as Windows and Linux hand it over. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const found = argv.map(deepLinkCommand).filter((command) => command !== null)
  return found[0] ?? null
}
