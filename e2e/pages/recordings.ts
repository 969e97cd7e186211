/** The public recordings that journeys are walked on. They are no part of the repository: TELLTALE_DATASETS says where they lie. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from '../launch.ts'

export interface PublicRecording {
  readonly name: string
  /** The asset that it becomes. */
  readonly asset: string
  readonly file: string
  readonly rows: number
  /** Rows at its beginning in which nothing is labelled. */
  readonly learn: number
  readonly alarmsPerWeek: number
  /** What its publishers labelled, in the times that the asset gets; both ends included. */
  readonly labels: readonly { readonly from: number; readonly to: number }[]
  /** Where nothing in the file tells the time: first row as the panel writes it, milliseconds from row to row. */
  readonly start?: string
  readonly interval: number
  isThere(): boolean
}

const data = process.env['TELLTALE_DATASETS'] ?? '../shared/data'
const at = (path: string) => resolve(root, data, path)
const skab = at('skab/valve1/0.csv')
const smap = at('smap_msl/test/P-1.npy')
const minute = 60_000

export const recordings: readonly PublicRecording[] = [
  {
    name: 'SKAB', asset: 'Valve rig', file: skab, rows: 1147, learn: 400, alarmsPerWeek: 2000, interval: 1000,
    labels: [{ from: Date.UTC(2020, 2, 9, 10, 24, 33), to: Date.UTC(2020, 2, 9, 10, 31, 32) }],
    isThere: () => existsSync(skab),
  },
  {
    name: 'SMAP', asset: 'SMAP power', file: smap, rows: 8505, learn: 2000, alarmsPerWeek: 20, interval: minute, start: '2015-06-01 00:00:00',
    labels: [[2149, 2349], [3539, 3779], [4536, 4844]].map(([from = 0, to = 0]) => ({ from: Date.UTC(2015, 5, 1) + from * minute, to: Date.UTC(2015, 5, 1) + to * minute })),
    isThere: () => existsSync(smap),
  },
]
