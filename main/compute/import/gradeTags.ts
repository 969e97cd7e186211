/** Kind and health of tags from what is stored of them. Long recordings are sampled in evenly spaced stretches. */
import { classify } from '../../../models/preprocess/classify.ts'
import { grade } from '../../../models/preprocess/grade.ts'
import type { Store, TagRow, Telemetry } from '../../storage/ports.ts'
import { collectYoung } from './young.ts'

const mostPoints = 40_000
const stretches = 20
/** Tags that are written in one transaction. */
const together = 50

/** Writes kind (where it was guessed) and grade of every tag. @throws the signal's reason when cancelled. */
export async function gradeTags({ catalog, telemetry }: Pick<Store, 'catalog' | 'telemetry'>, tags: readonly TagRow[], signal: AbortSignal): Promise<void> {
  const done: { id: number; change: Pick<TagRow, 'kind' | 'grade' | 'reasons'> }[] = []
  for (const tag of tags) {
    signal.throwIfAborted()
    const { time, value, breaks, whole } = await sampleOf(telemetry, tag.id)
    const kind = tag.kind === 'text' || !tag.kindGuessed ? tag.kind : classify(value, tag.name)
    const health = grade({ time, value, kind, breaks, whole })
    collectYoung()
    done.push({ id: tag.id, change: { kind, grade: health.grade, reasons: health.reasons } })
    if (done.length === together) await catalog.tags.updateAll(done.splice(0))
  }
  if (done.length > 0) await catalog.tags.updateAll(done)
}

interface Sample {
  readonly time: Float64Array
  readonly value: Float64Array
  readonly breaks: readonly number[]
  readonly whole?: { n: number; start: number; end: number }
}

async function sampleOf(telemetry: Telemetry, series: number): Promise<Sample> {
  const [info] = await telemetry.info([series])
  if (!info || info.n === 0 || info.start === null || info.end === null) return { time: new Float64Array(), value: new Float64Array(), breaks: [] }
  const { start, end } = info
  if (info.n <= mostPoints) {
    const all = await telemetry.read(series, start, Infinity)
    return { time: all.time, value: all.value, breaks: [] }
  }
  const each = mostPoints / stretches
  const parts: { time: Float64Array; value: Float64Array }[] = []
  const breaks: number[] = []
  let from = -Infinity
  for (let i = 0; i < stretches; i++) {
    const part = await telemetry.read(series, Math.max(from, start + ((end - start) * i) / stretches), Infinity, each)
    if (part.time.length === 0) continue
    breaks.push(parts.reduce((sum, { time }) => sum + time.length, 0))
    parts.push(part)
    from = part.time.at(-1)! + 1e-3
  }
  return { time: joined(parts.map(({ time }) => time)), value: joined(parts.map(({ value }) => value)), breaks, whole: { n: info.n, start, end } }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
