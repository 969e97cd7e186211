import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { part, wave } from '../testing/stores.ts'
import { openSqliteStore } from './index.ts'

/** A disk of its own, small enough to fill. Only root may mount one. */
const disk = mkdtempSync(join(tmpdir(), 'telltale-disk-'))
const mounted = mount('tmpfs', '-o', 'size=12m', 'tmpfs', disk)

function mount(kind: string, ...rest: string[]): boolean {
  try {
    execFileSync('mount', ['-t', kind, ...rest], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
})

describe.skipIf(!mounted)('on a small disk (skipped where this user may not mount one)', () => {
  const noise = wave(2_000_000)
  beforeAll(() => {
    // digits that hardly pack, so that few points fill the disk
    for (let i = 0; i < noise.value.length; i++) noise.value[i] = Math.sin(i * 7919) * 1e6
  })

  it('says that the disk is full, keeps all that was stored, and goes on once there is room', async () => {
    const file = join(disk, 'full.telltale')
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, new Uint8Array(4_000_000))
    const store = await openSqliteStore({ file })
    let stored = 0
    const block = 20_000
    const next = () => store.telemetry.append([{ series: 1, ...part(noise, stored, stored + block) }], { checkpoint: { key: 'k', state: { stored: stored + block } } })
    let fault: unknown = null
    while (fault === null) {
      await next().then(
        () => (stored += block),
        (error: unknown) => (fault = error),
      )
    }
    expect(fault).toMatchObject({ code: 'store_full' })
    expect(String(fault)).toContain('Free space')
    expect(await store.telemetry.checkpoint('k')).toEqual({ stored })
    expect(await store.check()).toEqual({ ok: true, problems: [] })
    await store.close()
    const again = await openSqliteStore({ file })
    expect(await again.telemetry.read(1, -Infinity, Infinity)).toEqual(part(noise, 0, stored))
    rmSync(ballast)
    await again.telemetry.append([{ series: 1, ...part(noise, stored, stored + block) }])
    expect((await again.telemetry.info([1]))[0]!.n).toBe(stored + block)
    await again.close()
  })

  it('says that the disk can only be read, before anything is lost', async () => {
    const file = join(disk, 'readonly.telltale')
    rmSync(join(disk, 'full.telltale'))
    const store = await openSqliteStore({ file })
    await store.telemetry.append([{ series: 1, ...wave(10) }])
    await store.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    try {
      await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'store_readonly' })
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk])
    }
  })
})
