/**
 * Work in steps, for what takes long: a generator that asks for pieces of work which do not need one another, and goes on with their results. Whoever
 * drives it decides where the pieces are done (here one after the other, or side by side in threads): what comes out is the same to the bit,
 * because results come back in the order in which they were asked for.
 */

/** A kind of work: plain data in, plain data out, nothing kept, so that it may be done in another thread. */
export interface Work<Input, Output> {
  /** What it is called where a function cannot be sent; see `works.ts`. */
  readonly name: string
  run(input: Input): Output
}

export interface Piece<Output = unknown> {
  readonly work: Work<unknown, Output>
  readonly input: unknown
}

/** Yields pieces that may be done in any order, and is given their results in the order of the pieces. */
export type Steps<Result> = Generator<readonly Piece[], Result, readonly unknown[]>

/** Where arrays as long as a frame are made that several pieces of work read: plain memory, or memory that threads share. */
export type Allocate = (rows: number) => Float64Array

export const plainMemory: Allocate = (rows) => new Float64Array(rows)

export const pieces = <Input, Output>(work: Work<Input, Output>, inputs: readonly Input[]): Piece<Output>[] => inputs.map((input) => ({ work, input }))

/** Asks for pieces of two kinds at once. The longest ones belong first: what is begun last should end soon. */
export function* sideBySide<First, Second = never>(first: readonly Piece<First>[], second: readonly Piece<Second>[] = []): Steps<readonly [readonly First[], readonly Second[]]> {
  const results = yield [...first, ...second]
  // The driver gives one result for each piece, in their order.
  return [results.slice(0, first.length) as First[], results.slice(first.length) as Second[]]
}

/** Does every piece here, one after the other. @throws what the steps or a piece of work throws. */
export function runHere<Result>(steps: Steps<Result>): Result {
  let step = steps.next([])
  while (!step.done) step = steps.next(step.value.map(({ work, input }) => work.run(input)))
  return step.value
}
