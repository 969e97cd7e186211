import { parquetWriteBuffer } from 'hyparquet-writer'

/** Sixty rows of times, numbers with gaps, words and switches, as another program would write them. */
export function smallParquet(): Uint8Array {
  const rows = Array.from({ length: 60 }, (_, i) => i)
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'timestamp', data: rows.map((i) => new Date(1_700_000_000_000 + i * 1000)), type: 'TIMESTAMP' },
      { name: 'flow', data: rows.map((i) => (i % 10 === 3 ? null : i * 1.5)), type: 'DOUBLE' },
      { name: 'count', data: rows.map((i) => BigInt(i)), type: 'INT64' },
      { name: 'state', data: rows.map((i) => (i % 2 ? 'run' : 'idle')), type: 'STRING' },
      { name: 'open', data: rows.map((i) => i % 3 === 0), type: 'BOOLEAN' },
    ],
  })
  return new Uint8Array(file)
}
