/**
 * A fitted detector as an artifact: JSON in which every typed array is `{"$typed": [kind, base64]}`, so that any engine and any version
 * of the runtime reads it back to the bit (v8.serialize would tie a project to a runtime).
 */
const kinds = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const
type Kind = keyof typeof kinds

export function encodeState(state: unknown): Uint8Array {
  const text = JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
    if (!ArrayBuffer.isView(value)) return value
    const kind = value.constructor.name
    if (!(kind in kinds)) throw new TypeError(`a detector's state may not hold a ${kind}`)
    return { $typed: [kind, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')] }
  })
  return new TextEncoder().encode(text)
}

/** @throws SyntaxError when the bytes are not what `encodeState` wrote. */
export function decodeState(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if ('$number' in value) return Number(value.$number)
    if (!('$typed' in value)) return value
    const [kind, text] = value.$typed as [Kind, string] // shape written above
    const Typed = kinds[kind]
    const raw = Buffer.from(text, 'base64')
    return new Typed(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength))
  })
}
