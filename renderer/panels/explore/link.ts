import type { Range } from '../../workspace/selection.ts'

/** What a link to Explore says: tags by lane, and the stretch of time (null: the whole history). Ids are those of the project. */
export interface LinkedView {
  readonly asset: number
  readonly lanes: readonly (readonly number[])[]
  readonly range: Range | null
}

/** `explore/1/3,4.5/1767225600000-1767229200000`: asset, lanes (tags with dots between), stretch. Nothing in it needs quoting. */
export function linkCommand({ asset, lanes, range }: LinkedView): string {
  return ['explore', asset, lanes.map((tags) => tags.join('.')).join(','), ...(range ? [`${range.from}_${range.to}`] : [])].join('/')
}

const shape = /^explore\/(\d{1,9})\/([\d.,]{1,2000})(?:\/(-?\d+(?:\.\d+)?)_(-?\d+(?:\.\d+)?))?$/
const mostLanes = 64

/** What `linkCommand` wrote; null for anything else. */
export function linkedView(command: string): LinkedView | null {
  const [, asset, lanes, from, to] = shape.exec(command) ?? []
  if (asset === undefined || lanes === undefined) return null
  const tags = lanes.split(',').slice(0, mostLanes).map((lane) => lane.split('.').map(Number).filter((id) => Number.isSafeInteger(id) && id > 0))
  const range = from === undefined ? null : { from: Number(from), to: Number(to) }
  if (range && !(range.from < range.to)) return null
  return { asset: Number(asset), lanes: tags.filter((lane) => lane.length > 0), range }
}

/** The address of a view: of this page on a server, of the program on a desktop. */
export const addressOf = (view: LinkedView, { kind, page }: { kind: 'desktop' | 'browser'; page: string }): string => (kind === 'desktop' ? `telltale://${linkCommand(view)}` : `${page.replace(/#.*$/, '')}#${linkCommand(view)}`)
