/** Two ends that hand each other text and bytes, in a later turn, as the IPC of the desktop does. */
interface End {
  on(event: string, listener: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
}

export function pipe(): { left: End; right: End; cut(): void } {
  const closers: (() => void)[] = []
  let open = true
  const make = () => ({ listeners: [] as ((event?: { data: unknown }) => void)[] })
  const [a, b] = [make(), make()]
  const end = (mine: typeof a, theirs: typeof a): End => ({
    on(event, listener) {
      if (event === 'message') mine.listeners.push(listener)
      else closers.push(listener)
    },
    postMessage(data) {
      if (typeof data !== 'string' && !ArrayBuffer.isView(data) && !(data instanceof ArrayBuffer)) throw new TypeError('only text and bytes cross')
      const copy = structuredClone(data)
      queueMicrotask(() => open && theirs.listeners.forEach((listener) => listener({ data: copy })))
    },
  })
  return {
    left: end(a, b),
    right: end(b, a),
    cut() {
      open = false
      for (const close of closers.splice(0)) close()
    },
  }
}
