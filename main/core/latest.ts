/**
 * A stream of full snapshots for one listener: first what `initial` gives, then every change. Between two reads only the newest snapshot
 * of each key is kept, so a slow listener costs a bounded amount of memory and never sees an old state after a new one.
 */
export async function* latestByKey<T>(options: {
  key: (value: T) => string | number
  subscribe: (listener: (value: T) => void) => () => void
  initial?: () => Promise<readonly T[]>
  signal?: AbortSignal | undefined
}): AsyncGenerator<T, void, undefined> {
  const { signal } = options
  const waiting = new Map<string | number, T>()
  let wake = () => {}
  // Subscribed before `initial` is read: a change in between is told twice rather than never.
  const unsubscribe = options.subscribe((value) => {
    const key = options.key(value)
    waiting.delete(key) // keep the order of last change
    waiting.set(key, value)
    wake()
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    for (const value of (await options.initial?.()) ?? []) yield value
    while (!signal?.aborted) {
      const next = waiting.entries().next()
      if (!next.done) {
        const [key, value] = next.value
        waiting.delete(key)
        yield value
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (signal?.aborted) resolve()
      })
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}
