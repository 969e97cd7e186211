import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { holdServerLease } from './serverLease.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-lease-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the lease of a project file', () => {
  const file = join(folder, 'project.telltale')

  it('is held by one server, whose name the second is told', () => {
    const first = holdServerLease(file, 'plant-a:12:1')
    expect(() => holdServerLease(file, 'plant-b:13:2')).toThrow(expect.objectContaining({ code: 'conflict', message: expect.stringContaining('Another server (process 12 on plant-a, running since 1970-01-01T00:00:00Z) serves') }))
    first.close()
  })

  it('is free again once it is closed, and belongs to its own project only', () => {
    const second = holdServerLease(file, 'plant-b:13:2')
    const other = holdServerLease(join(folder, 'other.telltale'), 'plant-b:13:2')
    expect(() => holdServerLease(file, 'plant-c:14:3')).toThrow(/process 13 on plant-b/)
    second.close()
    other.close()
  })

  it('makes the folder of a new project, and says so when it cannot', () => {
    holdServerLease(join(folder, 'new', 'project.telltale'), 'a:1:1').close()
    writeFileSync(join(folder, 'taken'), '')
    expect(() => holdServerLease(join(folder, 'taken', 'project.telltale'), 'a:1:1')).toThrow(expect.objectContaining({ code: 'file_unreadable' }))
  })
})
