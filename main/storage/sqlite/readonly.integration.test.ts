import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { wave } from '../testing/stores.ts'
import { openSqliteStore } from './index.ts'

const child = fileURLToPath(new URL('testing/openChild.ts', import.meta.url))
/** Rights mean nothing to root: it starts the process as nobody. Everyone else is bound by them. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

function asUser(...args: string[]) {
  return spawnSync(process.execPath, args, { ...nobody, encoding: 'utf8', cwd: '/' })
}

const folder = mkdtempSync(join(tmpdir(), 'telltale-readonly-'))
const file = join(folder, 'plant.telltale')
afterAll(() => {
  chmodSync(folder, 0o755)
  rmSync(folder, { recursive: true })
})

/** Whether such a process can be had, and read this program: not on Windows, nor where only root may read the checkout. */
const possible = process.platform !== 'win32' && asUser('-e', `require('fs').accessSync(${JSON.stringify(child)})`).status === 0

function open(how: 'write' | 'read'): unknown {
  const { stdout, stderr } = asUser(child, file, how)
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe.skipIf(!possible)('a project that this user may not write (skipped where no process without the right to can be started)', () => {
  let before: Buffer
  beforeEach(async () => {
    chmodSync(folder, 0o755)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    const store = await openSqliteStore({ file })
    await store.telemetry.append([{ series: 1, ...wave(5000) }])
    await store.close()
    before = readFileSync(file)
  })

  it.each([
    ['the file may only be read', 0o444, 0o777],
    ['the file and its folder may only be read', 0o444, 0o555],
    ['only the folder may not be written, where a log has to stand beside the file', 0o666, 0o555],
  ])('is refused with what to do, and is left as it was: %s', (_, fileMode, folderMode) => {
    chmodSync(file, fileMode)
    chmodSync(folder, folderMode)
    expect(open('write')).toEqual({ code: 'store_readonly', message: expect.stringMatching(/cannot be written\. Give this user the right to write the file and its folder, or open a copy\.$/) })
    chmodSync(folder, 0o755)
    expect(readdirSync(folder)).toEqual(['plant.telltale'])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('can be read where its folder may be written', () => {
    chmodSync(file, 0o444)
    chmodSync(folder, 0o777)
    expect(open('read')).toEqual({ points: 5000 })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('cannot be read where its folder may not be written, and says so: there is no place for what SQLite shares between readers and writers', () => {
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    expect(open('read')).toEqual({ code: 'store_readonly', message: expect.stringMatching(/and its folder, or open a copy\.$/) })
    chmodSync(folder, 0o755)
    expect(readdirSync(folder)).toEqual(['plant.telltale'])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('is written once the user has the right to', () => {
    chmodSync(file, 0o666)
    chmodSync(folder, 0o777)
    expect(open('write')).toEqual({ points: 5001 })
  })
})
