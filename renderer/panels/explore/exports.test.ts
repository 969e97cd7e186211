import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Tag } from '../../../main/contract/assets.ts'
import { packColumns } from '../../../main/contract/columns.ts'
import type { Client } from '../../client/connection.ts'
import { csvOf, pictureOf } from './exports.ts'

const tag = (id: number, simulated: boolean): Tag => ({ id, asset: 1, name: `T${id}`, unit: 'bar', kind: 'analogue', kindGuessed: false, simulated, n: 2, start: 0, end: 1000, interval: 1000, grade: 'high', reasons: [], labels: [] })
const client = { series: { read: async () => ({ columns: packColumns({ t: Float64Array.of(0, 1000), v: Float64Array.of(1, 2.5), q: Uint8Array.of(0, 2) }), more: false }) } } as unknown as Client // as: all that is asked of it here

describe('what is taken elsewhere', () => {
  it('is a CSV of every point, and says of each line whether it is made up as soon as one is', async () => {
    const of = async (...tags: Tag[]) => (await (await csvOf({ tags, view: { from: 0, to: 2000 }, client })).text()).trimEnd().split('\n')
    expect(await of(tag(1, false))).toEqual(['tag,unit,time,value,quality', 'T1,bar,1970-01-01T00:00:00.000Z,1,0', 'T1,bar,1970-01-01T00:00:01.000Z,2.5,2'])
    expect(await of(tag(1, false), tag(2, true))).toEqual([
      'tag,unit,time,value,quality,origin',
      'T1,bar,1970-01-01T00:00:00.000Z,1,0,recorded', 'T1,bar,1970-01-01T00:00:01.000Z,2.5,2,recorded',
      'T2,bar,1970-01-01T00:00:00.000Z,1,0,SIMULATED', 'T2,bar,1970-01-01T00:00:01.000Z,2.5,2,SIMULATED',
    ])
  })

  afterEach(() => void vi.restoreAllMocks())

  it('is a picture with the names of the lanes on it, and SIMULATED beside those that are', async () => {
    const written: string[] = []
    // this test page has no canvas to draw on
    const context = { fillRect() {}, drawImage() {}, scale() {}, fillText: (words: string) => written.push(words) }
    const copy = { getContext: () => context, toBlob: (done: (blob: Blob) => void) => done(new Blob(['png'])) }
    const canvas = document.createElement('canvas')
    vi.spyOn(document, 'createElement').mockReturnValue(copy as never)
    const known = new Map([tag(1, false), tag(2, true)].map((one) => [one.id, one]))
    expect(await pictureOf({ canvas, lanes: [{ id: 1, tags: [1] }, { id: 2, tags: [1, 2] }], known, name: 'Pump' })).not.toBeNull()
    expect(written).toEqual(['Pump', '1  T1 bar', '2  T1 bar · T2 bar  SIMULATED'])
  })
})
