/**
 * `window.telltale`: all that the page of the desktop application gets from outside. `preload/index.ts` puts it there, and does nothing
 * but forward; `renderer/client/connect.ts` is the only reader. Absent in a browser.
 */
import type { FaultData } from './errors.ts'

export interface TelltaleBridge {
  /** One message of the oRPC peer protocol, to the core. */
  send(data: string | Uint8Array): void
  /** Messages of the oRPC peer protocol, from the core. Returns the unsubscribe. */
  onMessage(listener: (data: string | Uint8Array) => void): () => void
  /** A method of `Shell` by name (`pickFiles`, `saveFile` with a Uint8Array, `openLink`, `setSecret`, `secretNames`). Resolves to a `ShellAnswer`; never rejects for a refused call. */
  shell(method: string, ...args: unknown[]): Promise<unknown>
  /** Menu entries and deep links. What came before the first listener is delivered to it. Returns the unsubscribe. */
  onCommand(listener: (command: string) => void): () => void
  /** Files that were dropped on the window; their paths go straight to the main process. Resolves to a `ShellAnswer` of `PickedFile[]`. */
  dropped(files: File[]): Promise<unknown>
}

/** Errors cross as data: a rejected `invoke` would keep the message only, and the context bridge would strip the rest. */
export type ShellAnswer = { readonly value: unknown } | { readonly fault: FaultData }

/** `File` of the page; the contract knows no DOM, so only what the type needs to tell it from other objects. */
interface File {
  readonly name: string
  readonly size: number
  readonly lastModified: number
}
