import { z } from 'zod'

/**
 * Columns travel as raw bytes, never as JSON numbers: one Blob that holds all columns one after the other (little-endian, each
 * starting on a multiple of 8 bytes), and a small layout that says what lies where. `packColumns` and `unpackColumns` are inverse to the bit.
 */
const dtypes = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, u8: Uint8Array } as const
type Dtype = keyof typeof dtypes
export type Column = Float64Array | Float32Array | Uint32Array | Uint8Array

export const blob = z.custom<Blob>((value) => value instanceof Blob, 'expected raw bytes (a Blob)').meta({ type: 'string', contentMediaType: 'application/octet-stream' })

export const packedColumns = z.object({
  layout: z.array(z.object({ name: z.string(), dtype: z.enum(['f64', 'f32', 'u32', 'u8']), length: z.int().min(0) })),
  bytes: blob,
})
export type PackedColumns = z.infer<typeof packedColumns>

const align = (n: number) => (n + 7) & ~7

export function packColumns(columns: Readonly<Record<string, Column>>): PackedColumns {
  const layout: PackedColumns['layout'] = []
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (const [name, column] of Object.entries(columns)) {
    layout.push({ name, dtype: dtypeOf(column), length: column.length })
    // A view of a longer buffer is copied out, so that its neighbours never travel along.
    const bytes = new Uint8Array(align(column.byteLength))
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
    parts.push(bytes)
  }
  return { layout, bytes: new Blob(parts, { type: 'application/octet-stream' }) }
}

export async function unpackColumns(packed: PackedColumns): Promise<Record<string, Column>> {
  const buffer = await packed.bytes.arrayBuffer()
  const columns: Record<string, Column> = {}
  let offset = 0
  for (const { name, dtype, length } of packed.layout) {
    const Kind = dtypes[dtype]
    const end = offset + length * Kind.BYTES_PER_ELEMENT
    if (end > buffer.byteLength) throw new RangeError(`column ${name} claims ${length} values but the bytes end before`)
    columns[name] = new Kind(buffer, offset, length)
    offset += align(length * Kind.BYTES_PER_ELEMENT)
  }
  return columns
}

function dtypeOf(column: Column): Dtype {
  if (column instanceof Float64Array) return 'f64'
  if (column instanceof Float32Array) return 'f32'
  if (column instanceof Uint32Array) return 'u32'
  return 'u8'
}
