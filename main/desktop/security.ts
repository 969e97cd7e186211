/**
 * What the page may do, as pure rules over parsed addresses (never over prefixes: `app://bundle.evil` starts like ours), and the one
 * function that hangs them on Electron's events. Everything that is not allowed here is refused.
 */
import type { App, Session, WebContents } from 'electron'

export const appScheme = 'app'
export const appHost = 'bundle'
export const startUrl = `${appScheme}://${appHost}/index.html`

/** True for an address of our own bundle, and for nothing that only looks like one. */
export function isOurUrl(address: string): boolean {
  const url = parse(address)
  return url !== null && url.protocol === `${appScheme}:` && url.host === appHost && url.username === '' && url.password === ''
}

/** Where a frame may go: our bundle. Reloads and links inside the bundle pass; a dropped file, `javascript:` and every site do not. */
export const isAllowedNavigation = isOurUrl

/** What the page may fetch. The policy of the page says the same; this holds even for a page that lost its policy. */
export function isAllowedRequest(address: string): boolean {
  const url = parse(address)
  if (url === null) return false
  if (url.protocol === 'data:' || url.protocol === 'devtools:') return true
  if (url.protocol === 'blob:') return isOurUrl(url.pathname)
  return isOurUrl(address)
}

/** https, no credentials, default port, and a host that the profile names. Returns the normal form that may be handed to the system, or null. */
export function allowedLink(address: string, hosts: readonly string[]): string | null {
  const url = parse(address)
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return null
  return hosts.includes(url.hostname) ? url.href : null
}

/** Copying out of the page is all it may do beyond drawing itself. */
export function isAllowedPermission(permission: string, requester: string, isMainFrame: boolean): boolean {
  return permission === 'clipboard-sanitized-write' && isMainFrame && isOurUrl(requester)
}

/** The frame that an IPC message came from, without Electron's types, so that the rule can be tested as a table. */
export interface SenderFrame {
  readonly url: string
  readonly parent: unknown
}

/**
 * The sender of an IPC message is trusted when it is the main frame of a window that we created and shows our bundle. The frame is null
 * when it is already gone: refused. Under a debugger Electron can report an empty address: then only "a window we created" is left to
 * go by, and that is asked in every case.
 */
export function isTrustedSender(frame: SenderFrame | null, isOurWindow: boolean): boolean {
  if (!isOurWindow || frame === null || frame.parent !== null) return false
  return frame.url === '' || isOurUrl(frame.url)
}

export interface LockOptions {
  readonly app: Pick<App, 'on'>
  readonly session: Pick<Session, 'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler' | 'webRequest' | 'on'>
  /** Gets every address that the page wanted to open in a new window; decides by `allowedLink`. */
  readonly openLink: (url: string) => void
  readonly log: (what: string, address: string) => void
}

/** Hangs the rules on the application: on every web contents that will ever exist, ours or not. */
export function lockDown({ app, session, openLink, log }: LockOptions): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, openLink, log))
  session.setPermissionCheckHandler((_contents, permission, origin, details) => isAllowedPermission(permission, origin, details.isMainFrame))
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const allowed = isAllowedPermission(permission, details.requestingUrl, details.isMainFrame)
    if (!allowed) log(`permission ${permission} denied`, details.requestingUrl)
    answer(allowed)
  })
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = isAllowedRequest(details.url)
    if (!allowed) log('request blocked', details.url)
    answer({ cancel: !allowed })
  })
  session.on('will-download', (event, item) => {
    event.preventDefault()
    log('download blocked', item.getURL())
  })
}

function lockContents(contents: WebContents, openLink: (url: string) => void, log: LockOptions['log']): void {
  const guard = (details: { url: string; preventDefault(): void }) => {
    if (isAllowedNavigation(details.url)) return
    details.preventDefault()
    log('navigation blocked', details.url)
  }
  contents.on('will-navigate', guard)
  contents.on('will-frame-navigate', guard)
  contents.on('will-redirect', guard)
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    log('webview blocked', '')
  })
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url)
    return { action: 'deny' }
  })
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}
