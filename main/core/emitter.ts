/** One list of listeners. `on` returns its undoing. */
export function createEmitter<T>(): { emit: (value: T) => void; on: (listener: (value: T) => void) => () => void } {
  const listeners = new Set<(value: T) => void>()
  return {
    emit: (value) => {
      for (const listener of listeners) listener(value)
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
