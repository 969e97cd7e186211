import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Event } from '../../main/contract/events.ts'
import { useApi } from '../client/context.tsx'
import { time } from '../format/time.ts'
import { panelRows } from '../panels/index.ts'
import { Key } from '../parts/PanelHead.tsx'
import { SeverityMark } from '../parts/SeverityMark.tsx'
import { t } from '../strings.ts'
import { actionRows, runAction } from './actions.ts'
import { restoreLayout, useDock } from './dock.ts'
import { useEvents } from './eventList.ts'
import { keyCaps } from './keys.ts'
import { eventsFor, ranked } from './paletteSearch.ts'
import { useZone } from './preferences.ts'
import { useSelection } from './selection.ts'

const none: readonly Event[] = []
const mostEvents = 30

/** Ctrl-K: every action, panel, asset and event by name. */
export function Palette({ onUnanswered, onSay }: { onUnanswered: (title: string) => void; onSay: (words: string) => void }) {
  const api = useApi()
  const zone = useZone()
  const assets = useQuery(api.assets.list.queryOptions())
  const events = useEvents()
  const layouts = useQuery(api.layouts.list.queryOptions())
  const open = useDock((dock) => dock.open)
  const { selectAsset, selectEvent } = useSelection.getState()

  const [query, setQuery] = useState('')
  const groups = useMemo<SpotlightActionGroupData[]>(() => {
    const group = (name: string, all: readonly SpotlightActionData[]) => ({ group: name, actions: ranked(query, all, ({ label, description }) => ({ label: label ?? '', about: description })) })
    return [
      group(
        t.frame.paletteActions,
        actionRows
          .filter((action) => action.id !== 'palette')
          .map((action) => ({
            id: action.id,
            // a panel is a place; the other actions of its group are what they are called
            label: panelRows.some((panel) => `go.${panel.id}` === action.id) ? t.frame.paletteGoTo(action.title) : action.title,
            ...(action.id.startsWith('go.') && { description: panelRows.find((panel) => `go.${panel.id}` === action.id)?.about ?? '' }),
            rightSection: action.keys[0] ? <span className="tt-keys">{keyCaps(action.keys[0]).map((cap, i) => <Key key={`${cap}${i}`}>{cap}</Key>)}</span> : undefined,
            onClick: () => {
              if (!runAction(action.id)) onUnanswered(action.title)
            },
          })),
      ),
      group(
        t.frame.paletteLayouts,
        (layouts.data ?? []).map(({ name, layout }) => ({
          id: `layout ${name}`,
          label: t.frame.paletteLayout(name),
          onClick: () => {
            const dock = useDock.getState().api
            if (dock) onSay(restoreLayout(dock, layout) ? t.frame.layoutUsed(name) : t.frame.layoutBroken(name))
          },
        })),
      ),
      group(
        t.frame.paletteAssets,
        (assets.data ?? []).map((asset) => ({
          id: `asset ${asset.id}`,
          label: asset.name,
          description: t.tree.tags(asset.tags),
          onClick: () => {
            selectAsset(asset.id)
            open('explore')
          },
        })),
      ),
      {
        // already chosen among all there are: what is passed on is few
        group: t.frame.paletteEvents,
        actions: eventsFor(query, events.data ?? none, (ms) => time(ms, zone), mostEvents).map((event) => ({
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
    ]
  }, [query, assets.data, events.data, layouts.data, zone, open, selectAsset, selectEvent, onUnanswered, onSay])
  return (
    <Spotlight
      actions={groups}
      // searched above, over everything
      filter={(_, found) => found.filter((one) => !('actions' in one) || one.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={440}
      nothingFound={t.frame.paletteNothing}
      searchProps={{ placeholder: t.frame.palette, 'aria-label': t.frame.palette }}
      // gone at once: while it faded, the next key would still have been typed into it
      transitionProps={{ duration: 60, exitDuration: 0 }}
      attributes={{ content: { 'aria-label': t.frame.palette } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ content: 'tt-palette', action: 'tt-palette-action', actionsGroup: 'tt-palette-group' }}
    />
  )
}
