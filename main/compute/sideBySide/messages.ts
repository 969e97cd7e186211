/** What a worker and the threads that work beside it say to each other. */

/** Pieces of work under the numbers of their places; whoever puts its own number into a piece's place of `owners` first does it. */
export interface ToThread {
  readonly order: number
  /** Shared memory. 0: nobody's yet. 1: the worker's. From 2 on: a thread's. */
  readonly owners: Int32Array
  readonly pieces: readonly { readonly work: string; readonly input: unknown }[]
}

export type FromThread =
  | { readonly type: 'done'; readonly order: number; readonly at: number; readonly output: unknown }
  /** Why is not said: the worker does the piece again and then knows. */
  | { readonly type: 'failed'; readonly order: number; readonly at: number }

export const nobody = 0
export const theWorker = 1
export const thread = (index: number) => index + 2

/** The next piece that is nobody's, which is now this one's; undefined where every piece has somebody. @param from places before it are known to be taken. */
export function take(owners: Int32Array, me: number, from: number): number | undefined {
  for (let at = from; at < owners.length; at++) if (Atomics.compareExchange(owners, at, nobody, me) === nobody) return at
  return undefined
}
