/** Milliseconds. A terminal sends Ctrl-C to every process of its group, and npm and `bin/` hand it on to what they started: what comes again so soon is the same wish. */
const echo = 1000

interface Wish {
  /** The first signal: end in good order. */
  readonly first: (signal: NodeJS.Signals) => void
  /** A later one that is no echo: it is meant at once. */
  readonly again: (signal: NodeJS.Signals) => void
}

/** Listens for these signals until what it returns is called. @param now milliseconds of a clock that never goes back. */
export function onStopSignals(signals: readonly NodeJS.Signals[], { first, again }: Wish, source: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process, now: () => number = () => performance.now()): () => void {
  let heard: number | undefined
  const listener = (signal: NodeJS.Signals) => {
    if (heard === undefined) {
      heard = now()
      first(signal)
    } else if (now() - heard > echo) again(signal)
  }
  for (const signal of signals) source.on(signal, listener)
  return () => {
    for (const signal of signals) source.off(signal, listener)
  }
}
