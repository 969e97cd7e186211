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
  const room: Room = { time: new Float64Array(mostPoints), value: new Float64Array(mostPoints) }
  const done: { id: number; change: Pick<TagRow, 'kind' | 'grade' | 'reasons'> }[] = []
  for (const tag of tags) {
    signal.throwIfAborted()
    const { time, value, breaks, whole } = await sampleOf(telemetry, tag.id, room)
    const kind = tag.kind === 'text' || !tag.kindGuessed ? tag.kind : classify(value, tag.name)
    const health = grade({ time, value, kind, breaks, whole })
    collectYoung()
    done.push({ id: tag.id, change: { kind, grade: health.grade, reasons: health.reasons } })
    if (done.length === together) await catalog.tags.updateAll(done.splice(0))
  }
  if (done.length > 0) await catalog.tags.updateAll(done)
}

interface Room {
  readonly time: Float64Array
  readonly value: Float64Array
}

interface Sample {
  readonly time: Float64Array
  readonly value: Float64Array
  readonly breaks: readonly number[]
  readonly whole?: { n: number; start: number; end: number }
}

/** `room` is for `mostPoints`; the answer is a view of it. */
async function sampleOf(telemetry: Telemetry, series: number, room: Room): Promise<Sample> {
  const [info] = await telemetry.info([series])
  if (!info || info.n === 0 || info.start === null || info.end === null) return { time: new Float64Array(), value: new Float64Array(), breaks: [] }
  const { start, end } = info
  const upTo = (n: number) => ({ time: room.time.subarray(0, n), value: room.value.subarray(0, n) })
  if (info.n <= mostPoints) return { ...upTo(await telemetry.readInto(series, start, Infinity, upTo(info.n))), breaks: [] }
  const each = mostPoints / stretches
  const breaks: number[] = []
  let from = -Infinity
  let n = 0
  for (let i = 0; i < stretches; i++) {
    const part = { time: room.time.subarray(n, n + each), value: room.value.subarray(n, n + each) }
    const read = await telemetry.readInto(series, Math.max(from, start + ((end - start) * i) / stretches), Infinity, part)
    if (read === 0) continue
    breaks.push(n)
    n += read
    from = room.time[n - 1]! + 1e-3
  }
  return { ...upTo(n), breaks, whole: { n: info.n, start, end } }
}
