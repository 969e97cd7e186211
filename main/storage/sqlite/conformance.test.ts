import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { storeConformance } from '../conformance.ts'
import { openSqliteStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

storeConformance('sqlite in memory', () => openSqliteStore({ file: ':memory:' }))
storeConformance('sqlite in a file', () => openSqliteStore({ file: join(folder, `${files++}.telltale`) }))
