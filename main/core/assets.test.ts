import { describe, expect, it } from 'vitest'
import { gradeAgain } from '../compute/tasks/gradeAgain.ts'
import { testCore } from './testing/core.ts'

async function plant(value: (i: number) => number, kind: 'analogue' | 'text') {
  const shell = await testCore({ tasks: { 'tags.grade': gradeAgain } })
  const { catalog, telemetry } = shell.store
  const asset = await catalog.assets.ensure({ name: 'Pump', simulated: false })
  const tag = await catalog.tags.ensure({ asset: asset.id, name: 'Valve', kind, kindGuessed: true })
  const rows = 2000
  await telemetry.append([{ series: tag.id, time: Float64Array.from({ length: rows }, (_, i) => i * 1000), value: Float64Array.from({ length: rows }, (_, i) => value(i)) }])
  return { ...shell, tag: tag.id }
}

describe('the kind of a tag', () => {
  it('is corrected by an engineer, stays so, and its health is judged anew', async () => {
    const { core, client, store, tag } = await plant((i) => (i < 1000 ? i % 2 : 1), 'analogue')
    expect((await client.assets.updateTag({ id: tag, kind: 'constant' })).kind).toBe('constant')
    expect(await client.assets.updateTag({ id: tag, kind: 'analogue' })).toMatchObject({ grade: 'low', reasons: expect.arrayContaining([expect.objectContaining({ code: 'flat_line' }), expect.objectContaining({ code: 'quantised' })]) })
    expect(await client.assets.updateTag({ id: tag, kind: 'command', unit: 'open' })).toMatchObject({ kind: 'command', kindGuessed: false, unit: 'open', grade: 'high', reasons: [] })
    expect(await store.catalog.tags.get(tag)).toMatchObject({ kind: 'command', kindGuessed: false })
    await core.close()
  })

  it('never turns words into numbers, or numbers into words', async () => {
    const words = await plant((i) => i % 3, 'text')
    await expect(words.client.assets.updateTag({ id: words.tag, kind: 'analogue' })).rejects.toMatchObject({ code: 'bad_input', message: '"Valve" holds words: it cannot be of another kind. Import it again with numbers.' })
    await words.core.close()
    const numbers = await plant((i) => i % 3, 'analogue')
    await expect(numbers.client.assets.updateTag({ id: numbers.tag, kind: 'text' })).rejects.toMatchObject({ code: 'bad_input' })
    await numbers.core.close()
  })

  it('is not asked when only the name or the unit is corrected', async () => {
    const { core, client, tag } = await plant((i) => i, 'analogue')
    expect(await client.assets.updateTag({ id: tag, name: 'Flow', unit: 'l/s' })).toMatchObject({ name: 'Flow', unit: 'l/s', kindGuessed: true, grade: null })
    await core.close()
  })
})
