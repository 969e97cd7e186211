import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const checkout = join(import.meta.dirname, '../..')
/** The PATH of a shell in the checkout: without the folders that `npm run` puts in front. */
const shellPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).join(delimiter)

describe('the command telltale in a checkout', () => {
  let home: string
  beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'telltale-bin-'))))
  afterAll(() => rm(home, { recursive: true, force: true }))
  const environment = () => ({ PATH: shellPath, HOME: home, TMPDIR: process.env.TMPDIR })

  it('answers to npx as npm comes, with an empty cache and nothing allowed by hand', async () => {
    const { stdout } = await run('npx', ['telltale', 'series', '--home', home, '--json'], { cwd: checkout, env: environment() })
    expect(JSON.parse(stdout)).toEqual([])
  })

  it('runs under whichever Node the machine has, and hands on the exit code', async () => {
    const { stdout } = await run('node', [join(checkout, 'bin/telltale.js'), 'series', '--home', home, '--json'], { cwd: home, env: environment() })
    expect(JSON.parse(stdout)).toEqual([])
    await expect(run('node', [join(checkout, 'bin/telltale.js'), 'nonsense', '--json'], { cwd: home, env: environment() })).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining('There is no verb \\"nonsense\\"') as string })
    const { stdout: version } = await run('node', [join(checkout, 'bin/telltale.js'), '--version'], { cwd: home, env: environment() })
    expect(version).toMatch(/^telltale \d+\.\d+\.\d+ \(\w+\)\n$/)
  })
})
