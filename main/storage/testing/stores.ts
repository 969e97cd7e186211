import { onTestFinished } from 'vitest'
import type { OpenStore } from '../conformance.ts'
import type { Points, Store } from '../ports.ts'

/** A store for one test, closed behind it. */
export async function fresh(open: OpenStore): Promise<Store> {
  const store = await open()
  onTestFinished(() => store.close())
  return store
}

export function points(time: readonly number[], value: readonly number[], quality?: readonly number[]): Points {
  return { time: Float64Array.from(time), value: Float64Array.from(value), quality: quality && Uint8Array.from(quality) }
}

/** The bits of a float64, which `===` cannot compare (NaN, -0). */
export function bits(values: Float64Array): string[] {
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  return Array.from(values, (_, i) => view.getBigUint64(8 * i, true).toString(16).padStart(16, '0'))
}

/** n points, `step` ms apart, of a repeatable wave with 3 decimals. */
export function wave(n: number, start = 1_600_000_000_000, step = 1000): Required<Points> {
  const time = new Float64Array(n)
  const value = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    time[i] = start + i * step
    value[i] = Math.round(1000 * (20 + 5 * Math.sin(i / 50) + ((i * 7919) % 101) / 100)) / 1000
  }
  return { time, value, quality: new Uint8Array(n) }
}

export async function everything(store: Store, series: number): Promise<Required<Points>> {
  return store.telemetry.read(series, -Infinity, Infinity)
}

export function part(all: Required<Points>, from: number, to: number): Required<Points> {
  return { time: all.time.slice(from, to), value: all.value.slice(from, to), quality: all.quality.slice(from, to) }
}
