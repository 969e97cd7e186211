/** Calls in flight over every transport, so that a stopping server can wait for them. A stream counts until it has begun. */
export interface Calls {
  /** For `clientInterceptors`, before any other. */
  count(options: { readonly path: readonly string[]; next(): Promise<unknown> }): Promise<unknown>
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

export function createCalls(onEnd: (call: string, error: unknown) => void): Calls {
  let inFlight = 0
  const waiting = new Set<() => void>()
  return {
    async count({ path, next }) {
      inFlight++
      let error: unknown = null
      try {
        return await next()
      } catch (thrown) {
        error = thrown
        throw thrown
      } finally {
        inFlight--
        onEnd(path.join('.'), error)
        if (inFlight === 0) {
          for (const resolve of waiting) resolve()
          waiting.clear()
        }
      }
    },
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  }
}
