/**
 * What differs by nature between desktop and browser: dialogs, files, links, secrets. Small on purpose. The desktop implements it over
 * its own IPC channel (`main/desktop/shellApi.ts`), the browser in `renderer/client/browserShell.ts`. A picked file is an opaque ref.
 */
export interface PickedFile {
  readonly ref: string
  readonly name: string
  readonly bytes: number
}

export interface PickedFolder {
  readonly ref: string
  readonly name: string
}

export interface Shell {
  readonly kind: 'desktop' | 'browser'
  /** Asks the user for files; empty when the dialog was closed. */
  pickFiles(options: { title: string; extensions: readonly string[]; many: boolean }): Promise<PickedFile[]>
  /** Asks the user for a folder; null when the dialog was closed. Null itself where there is no such dialog: a server offers its own folders. */
  readonly pickFolder: ((title: string) => Promise<PickedFolder | null>) | null
  /** Files that were dropped on the window. */
  takeDropped(files: readonly File[]): Promise<PickedFile[]>
  /** Saves bytes under a name the user chooses; false when the dialog was closed. */
  saveFile(name: string, bytes: Blob): Promise<boolean>
  /** Opens an https link in the system's browser, if the profile allows its host. */
  openLink(url: string): Promise<void>
  /** Called for menu entries, deep links and other requests from outside the page. Returns the unsubscribe. */
  onCommand(listener: (command: string) => void): () => void
  /** Names only: a secret goes in and is never handed out. `kept` is false where the system has no key store: then it lives for this session. */
  setSecret(name: string, value: string): Promise<{ kept: boolean }>
  secretNames(): Promise<string[]>
}
