import type { Reader } from '../../port.ts'

/** The libraries that it needs are loaded for the first Parquet file: they take longer than it takes to read a small file of another kind. */
const reader = () => import('./reader.ts')

/** Apache Parquet: flat columns of numbers, booleans, times and texts, in any of its compressions; wide or long. */
export const parquetReader: Reader = {
  id: 'parquet',
  recognises: (head, name) => (Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1' ? 1 : /\.parquet$/i.test(name) ? 0.8 : 0),
  preview: async (file, options) => (await reader()).preview(file, options),
  open: async (file, options, checkpoint) => (await reader()).open(file, options, checkpoint),
}
