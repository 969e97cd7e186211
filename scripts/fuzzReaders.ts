/**
 * `node scripts/fuzzReaders.ts [--seconds N] [--seed S]`: damaged files for the readers. Every one must end in a fault of the closed list
 * or in blocks whose rows add up; anything else is a defect, and its file is kept.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fuzz } from '../main/ingest/testing/fuzz.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } })
const folder = await mkdtemp(join(tmpdir(), 'telltale-fuzz-'))
console.error(`Files are in ${folder}: a reader that never comes back leaves its file there.`)
const end = performance.now() + Number(values.seconds) * 1000
const result = await fuzz({ folder, seed: Number(values.seed), goOn: () => performance.now() < end })
for (const [index, defect] of result.defects.entries()) {
  const kept = join(tmpdir(), `fuzz-${values.seed}-${index}-${defect.name}`)
  await writeFile(kept, defect.content)
  console.log(`DEFECT ${kept}: ${defect.words}`)
}
await rm(folder, { recursive: true, force: true })
console.log(`${result.files} files, ${result.understood} understood, ${result.faults} faults, ${result.defects.length} defects (seed ${values.seed})`)
process.exitCode = result.defects.length > 0 ? 1 : 0
