import type { Tag } from '../../../main/contract/assets.ts'
import { unpackColumns } from '../../../main/contract/columns.ts'
import type { Client } from '../../client/connection.ts'
import type { Range } from '../../workspace/selection.ts'
import { t } from '../../strings.ts'
import type { LaneTags } from './lanes.ts'

const mostPoints = 200_000

/** Every stored point of the tags in a stretch as one CSV in long form: tag, unit, time (ISO 8601 UTC), value, quality; where some of it is made up, of each line whether it is. */
export async function csvOf({ tags, view, client }: { tags: readonly Tag[]; view: Range; client: Client }): Promise<Blob> {
  const mixed = tags.some(({ simulated }) => simulated)
  const parts: string[] = [`tag,unit,time,value,quality${mixed ? ',origin' : ''}\n`]
  for (const tag of tags) {
    const origin = mixed ? `,${tag.simulated ? t.common.simulated : t.explore.recorded}` : ''
    let from = view.from
    for (;;) {
      const { columns, more } = await client.series.read({ tag: tag.id, from, to: view.to, limit: mostPoints })
      const { t: times, v, q } = await unpackColumns(columns)
      if (!times || !v || !q || times.length === 0) break
      const lines: string[] = []
      for (let i = 0; i < times.length; i++) lines.push(`${quoted(tag.name)},${quoted(tag.unit)},${new Date(times[i] ?? 0).toISOString()},${v[i]},${q[i]}${origin}`)
      parts.push(`${lines.join('\n')}\n`)
      if (!more) break
      from = (times.at(-1) ?? view.to) + 0.001
    }
  }
  return new Blob(parts, { type: 'text/csv' })
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export interface Picture {
  readonly canvas: HTMLCanvasElement | null
  readonly lanes: readonly LaneTags[]
  readonly known: ReadonlyMap<number, Tag> | undefined
  /** The asset, written over the lanes. */
  readonly name: string
}

/** What the lanes show as a PNG, with the names of the lanes written on it, and SIMULATED where data is; null where nothing is drawn. */
export async function pictureOf({ canvas, lanes, known, name }: Picture): Promise<Blob | null> {
  if (!canvas) return null
  const ratio = canvas.width / Math.max(canvas.clientWidth, 1)
  const head = 20 + 14 * lanes.length
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height + head * ratio
  const context = copy.getContext('2d')
  if (!context) return null
  const style = getComputedStyle(canvas)
  context.fillStyle = style.getPropertyValue('--bg-1')
  context.fillRect(0, 0, copy.width, copy.height)
  context.drawImage(canvas, 0, head * ratio)
  context.scale(ratio, ratio)
  context.fillStyle = style.getPropertyValue('--text-1')
  context.font = '11px "JetBrains Mono", monospace'
  context.fillText(name, 6, 14)
  lanes.forEach((lane, i) => {
    const tags = lane.tags.map((id) => known?.get(id)).filter((tag) => tag !== undefined)
    const marks = tags.some((tag) => tag.simulated) ? `  ${t.common.simulated}` : ''
    context.fillText(`${i + 1}  ${tags.map((tag) => `${tag.name} ${tag.unit}`).join(' · ')}${marks}`, 6, 28 + 14 * i)
  })
  return new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'))
}
