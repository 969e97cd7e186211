import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Tag } from '../../main/contract/assets.ts'
import { useApi } from '../client/context.tsx'
import { unitBehind } from '../format/name.ts'
import { Failed } from '../parts/faces.tsx'
import { SeverityMark } from '../parts/SeverityMark.tsx'
import { useLanes } from '../panels/explore/lanes.ts'
import { t } from '../strings.ts'
import { useActions } from './actions.ts'
import { useDock } from './dock.ts'
import { useSelection } from './selection.ts'
import { tagDragType } from './tagDrag.ts'
import { treeRows, type TreeRow } from './treeRows.ts'

/** Assets and their tags. One tab stop; arrows walk, Enter opens, tags are dragged or sent to Explore. */
export function Tree() {
  const api = useApi()
  const assets = useQuery(api.assets.list.queryOptions())
  const asset = useSelection((state) => state.asset)
  const selectAsset = useSelection((state) => state.selectAsset)
  const open = useDock((dock) => dock.open)
  const addTag = useLanes((state) => state.add)
  const [choices, setChoices] = useState<ReadonlyMap<number, boolean>>(new Map())
  const [search, setSearch] = useState('')
  const [cursor, setCursor] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useActions({ 'go.tree': () => field.current?.focus() })

  // groups are open and the selected asset is, unless somebody chose otherwise
  const unfolded = useMemo(
    () => new Set((assets.data ?? []).filter(({ id, tags }) => choices.get(id) ?? (tags === 0 || id === asset)).map(({ id }) => id)),
    [assets.data, choices, asset],
  )
  const wanted = useMemo(() => (search ? (assets.data ?? []).map(({ id }) => id) : [...unfolded]), [search, assets.data, unfolded])
  const tags = useTags(wanted)
  const rows = useMemo(() => treeRows({ assets: assets.data ?? [], tags, unfolded, search }), [assets.data, tags, unfolded, search])
  const at = Math.min(cursor, rows.length - 1)

  const fold = (id: number, to: boolean) => setChoices((before) => new Map(before).set(id, to))
  const walk = (to: number) => {
    const next = Math.min(Math.max(to, 0), rows.length - 1)
    setCursor(next)
    list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[next]?.focus()
  }
  const activate = (row: TreeRow) => {
    if (row.type === 'asset') {
      selectAsset(row.asset.id)
      fold(row.asset.id, !unfolded.has(row.asset.id) || asset !== row.asset.id)
      return
    }
    selectAsset(row.tag.asset)
    addTag(row.tag.id)
    open('explore')
  }
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at]
    if (!row) return
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (step !== undefined) walk(step)
    else if (event.key === 'Enter' || event.key === ' ') activate(row)
    else if (event.key === 'ArrowRight' && row.type === 'asset') fold(row.asset.id, true)
    else if (event.key === 'ArrowLeft') {
      if (row.type === 'asset') fold(row.asset.id, false)
      else walk(rows.findIndex((other) => other.type === 'asset' && other.asset.id === row.tag.asset))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <aside className="tt-tree" aria-label={t.frame.tree}>
      <input
        ref={field}
        className="tt-search"
        type="search"
        placeholder={t.tree.search}
        aria-label={t.tree.search}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value)
          setCursor(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') walk(0)
          if (event.key === 'Escape') setSearch('')
        }}
      />
      {assets.isError && <Failed compact error={assets.error} where={t.frame.tree} onRetry={() => void assets.refetch()} />}
      {assets.data?.length === 0 && <p className="tt-hint">{t.tree.empty}</p>}
      {search !== '' && rows.length === 0 && <p className="tt-hint">{t.tree.nothing(search)}</p>}
      {rows.length > 0 && (
        <div className="tt-tree-rows" role="tree" aria-label={t.frame.tree} ref={list} onKeyDown={onKey}>
          {rows.map((row, i) => (
            <Row
              key={row.type === 'asset' ? `a${row.asset.id}` : `t${row.tag.id}`}
              row={row}
              selected={row.type === 'asset' && row.asset.id === asset}
              tabbable={i === at}
              open={row.type === 'asset' && unfolded.has(row.asset.id)}
              onPress={() => {
                setCursor(i)
                activate(row)
              }}
            />
          ))}
        </div>
      )}
    </aside>
  )
}

interface RowProps {
  readonly row: TreeRow
  readonly selected: boolean
  readonly tabbable: boolean
  readonly open: boolean
  readonly onPress: () => void
}

function Row({ row, selected, tabbable, open, onPress }: RowProps) {
  const common = { role: 'treeitem', tabIndex: tabbable ? 0 : -1, onClick: onPress, 'aria-level': row.level, style: { paddingLeft: 6 + (row.level - 1) * 14 } } as const
  if (row.type === 'tag') {
    const { tag } = row
    return (
      <div
        {...common}
        className="tt-tree-row tt-tree-tag"
        aria-description={t.tree.addTag(tag.name)}
        title={[tag.name, unitBehind(tag.name, tag.unit), tag.kind, ...tag.reasons.map((reason) => reason.words)].filter(Boolean).join(' · ')}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(tagDragType, String(tag.id))
          event.dataTransfer.effectAllowed = 'copy'
        }}
      >
        <span className="tt-ellipsis">{row.name}</span>
        {tag.grade && tag.grade !== 'high' && <span className="tt-hint">{tag.grade}</span>}
        <span className="tt-hint">{unitBehind(tag.name, tag.unit)}</span>
      </div>
    )
  }
  const { asset, waiting } = row
  const Fold = open ? ChevronDown : ChevronRight
  return (
    <div
      {...common}
      className="tt-tree-row"
      aria-expanded={open}
      aria-selected={selected}
      title={waiting.unjudged > 0 || asset.attention ? t.tree.unjudged(waiting.unjudged) : asset.tags > 0 ? t.tree.notLearned : undefined}
    >
      <Fold size={13} aria-hidden />
      <span className="tt-ellipsis">{asset.name}</span>
      {waiting.severity !== null && (
        <>
          <span className="tt-number tt-hint">{waiting.unjudged}</span>
          <SeverityMark severity={waiting.severity} />
        </>
      )}
    </div>
  )
}

/** Tags of several assets at once, in one map. */
function useTags(assets: readonly number[]): ReadonlyMap<number, readonly Tag[]> {
  const api = useApi()
  const key = [...assets].sort((a, b) => a - b)
  const query = useQuery({
    queryKey: [['assets', 'tags'], { several: key }],
    queryFn: async ({ signal }) => new Map(await Promise.all(key.map(async (id) => [id, await api.assets.tags.call({ id }, { signal })] as const))),
    enabled: key.length > 0,
    placeholderData: (before) => before,
  })
  return query.data ?? none
}
const none: ReadonlyMap<number, readonly Tag[]> = new Map()
