/** Keeps an import's memory flat. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What a few blocks or judged tags leave behind is some 10 MB. */
const often = 4

/**
 * Every fourth call collects young garbage, in about a millisecond. An import makes few objects but many arrays, whose bytes lie outside of the heap: the
 * collector feels their weight only at 64 MB (measured: a worker held 100 MB more than it needed). Where it cannot be asked, it comes by itself.
 */
export const collectYoung: () => void = (() => {
  try {
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void // what the flag exposes
    let calls = 0
    return () => {
      if (++calls % often === 0) gc({ type: 'minor' })
    }
  } catch {
    return () => undefined
  }
})()
