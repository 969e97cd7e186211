import { setFlagsFromString } from 'node:v8'

/** What the compiler of this V8 is told to leave out. */
const doubted = ['--no-maglev', '--no-turboshaft-load-elimination']

/**
 * Leaves out two optimisations of the V8 of Node 24 that are known to give wrong values now and then (nodejs/node issues 66083 and 66112 of the second; decision 17 says what
 * we saw). Called by whatever computes, before it does; it is about the whole process, and costs a few percent of learning. Other versions are left as they are.
 */
export function compileCarefully(v8: string = process.versions.v8, set: (flag: string) => void = setFlagsFromString): void {
  if (v8.startsWith('13.')) for (const flag of doubted) set(flag)
}
