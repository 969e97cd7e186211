import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../client/context.tsx'
import { time } from '../format/time.ts'
import { panelRows } from '../panels/index.ts'
import { Key } from '../parts/PanelHead.tsx'
import { SeverityMark } from '../parts/SeverityMark.tsx'
import { t } from '../strings.ts'
import { actionRows, runAction } from './actions.ts'
import { restoreLayout, useDock } from './dock.ts'
import { keyCaps } from './keys.ts'
import { useZone } from './preferences.ts'
import { useSelection } from './selection.ts'

/** Ctrl-K: every action, panel, asset and event by name. */
export function Palette({ onUnanswered, onSay }: { onUnanswered: (title: string) => void; onSay: (words: string) => void }) {
  const api = useApi()
  const zone = useZone()
  const assets = useQuery(api.assets.list.queryOptions())
  const events = useQuery(api.events.list.queryOptions({ input: {} }))
  const layouts = useQuery(api.layouts.list.queryOptions())
  const open = useDock((dock) => dock.open)
  const { selectAsset, selectEvent } = useSelection.getState()

  const groups = useMemo<SpotlightActionGroupData[]>(
    () => [
      {
        group: 'Actions',
        actions: actionRows
          .filter((action) => action.id !== 'palette')
          .map((action) => ({
            id: action.id,
            label: action.group === 'Go to' ? `Go to: ${action.title}` : action.title,
            ...(action.id.startsWith('go.') && { description: panelRows.find((panel) => `go.${panel.id}` === action.id)?.about ?? '' }),
            rightSection: action.keys[0] ? <span className="tt-keys">{keyCaps(action.keys[0]).map((cap, i) => <Key key={`${cap}${i}`}>{cap}</Key>)}</span> : undefined,
            onClick: () => {
              if (!runAction(action.id)) onUnanswered(action.title)
            },
          })),
      },
      {
        group: 'Layouts',
        actions: (layouts.data ?? []).map(({ name, layout }) => ({
          id: `layout ${name}`,
          label: t.frame.paletteLayout(name),
          onClick: () => {
            const dock = useDock.getState().api
            if (dock) onSay(restoreLayout(dock, layout) ? t.frame.layoutUsed(name) : t.frame.layoutBroken(name))
          },
        })),
      },
      {
        group: 'Assets',
        actions: (assets.data ?? []).map((asset) => ({
          id: `asset ${asset.id}`,
          label: asset.name,
          description: t.tree.tags(asset.tags),
          onClick: () => {
            selectAsset(asset.id)
            open('explore')
          },
        })),
      },
      {
        group: 'Events',
        actions: (events.data ?? []).slice(0, 500).map((event) => ({
          id: `event ${event.id}`,
          label: `${event.assetName}, ${time(event.start, zone)}`,
          description: event.words,
          leftSection: <SeverityMark severity={event.severity} judged={Boolean(event.verdict?.verdict)} />,
          onClick: () => {
            selectEvent(event.id, event.asset)
            open('investigate')
          },
        })),
      },
    ],
    [assets.data, events.data, layouts.data, zone, open, selectAsset, selectEvent, onUnanswered, onSay],
  )
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      limit={40}
      highlightQuery
      scrollable
      maxHeight={440}
      nothingFound={t.frame.paletteNothing}
      searchProps={{ placeholder: t.frame.palette, 'aria-label': t.frame.palette }}
      transitionProps={{ duration: 60 }}
      attributes={{ content: { 'aria-label': t.frame.palette } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ content: 'tt-palette', action: 'tt-palette-action', actionsGroup: 'tt-palette-group' }}
    />
  )
}
