import { describe, expect, it } from 'vitest'
import { compileCarefully } from './carefulCode.ts'

describe('what the compiler is told', () => {
  it('leaves out doubted optimisations of the V8 that has them, and nothing of another', () => {
    const flags: string[] = []
    compileCarefully('13.6.233.17-node.53', (flag) => flags.push(flag))
    expect(flags).toEqual(['--no-maglev', '--no-turboshaft-load-elimination'])
    compileCarefully('15.3.1', (flag) => flags.push(flag))
    expect(flags).toHaveLength(2)
  })

  it('is understood by the V8 that runs this', () => {
    expect(() => compileCarefully()).not.toThrow()
  })
})
