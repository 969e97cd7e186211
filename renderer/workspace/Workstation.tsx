import { notifications, Notifications } from '@mantine/notifications'
import { spotlight } from '@mantine/spotlight'
import { useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useApi, useCore, useLineStatus } from '../client/context.tsx'
import { toFault } from '../client/faults.ts'
import { followJobs, useJobs } from '../client/jobs.ts'
import { clock } from '../format/time.ts'
import { isPanelId, panelRows } from '../panels/index.ts'
import { linkedView } from '../panels/explore/link.ts'
import { openLinked } from '../panels/explore/openLinked.ts'
import { t } from '../strings.ts'
import { actionRow, runAction, useActions, type ActionId } from './actions.ts'
import { Dock } from './Dock.tsx'
import { firstLayout, restoreLayout, useDock } from './dock.ts'
import { JobsTray } from './JobsTray.tsx'
import { keyListener } from './keys.ts'
import { restoreView } from './lastView.ts'
import { Palette } from './Palette.tsx'
import { useDensity, useSavedLayout, useSetPreferences, useTheme, useZone } from './preferences.ts'
import { Rail } from './Rail.tsx'
import { useSelection } from './selection.ts'
import { StatusBar } from './StatusBar.tsx'
import { TimeBar } from './TimeBar.tsx'
import { Tour } from './Tour.tsx'
import { Tree } from './Tree.tsx'
import { useLayoutHistory } from './layoutHistory.ts'
import { wantSettingsPart } from './settingsPart.ts'
import { useLayoutKeeper } from './useLayoutKeeper.ts'

const say = (message: string) => void notifications.show({ message, autoClose: 4000, withBorder: true, color: 'gray' })

const leastForTree = 1200 // CSS pixels

/** The frame: rail, tree, time bar, docks, tray, status bar; and the actions that belong to no panel. */
export function Workstation() {
  const { client, connection } = useCore()
  const { ready, saved } = useSavedLayout()
  const set = useSetPreferences()
  const density = useDensity()
  const dock = useDock()
  // A small window has no room for the tree; only what the engineer chose is kept.
  const [chosenTree, setTree] = useState<boolean>()
  const tree = chosenTree ?? window.innerWidth >= leastForTree
  const [tray, setTray] = useState(false)
  const [pendingKey, setPendingKey] = useState<string | null>(null)
  const take = useJobs((state) => state.take)
  useEffect(() => followJobs(client, take), [client, take])
  useColours()
  useFirstAsset()

  const unanswered = useCallback((title: string) => say(t.frame.notHere(title)), [])
  useEffect(() => {
    const listen = keyListener({ panel: () => useDock.getState().front, now: () => performance.now(), pending: setPendingKey, unanswered: (id) => unanswered(actionRow(id).title) })
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [unanswered])
  useEffect(
    () =>
      connection.shell.onCommand((command) => {
        // A deep link to one event or to a view of Explore; everything else from outside the page is the id of an action.
        const event = /^event\/(.+)$/.exec(command)?.[1]
        if (event !== undefined) {
          connection.client.events.get({ id: event }).then(
            ({ id, asset }) => {
              useSelection.getState().selectEvent(id, asset)
              useDock.getState().open('investigate')
            },
            (error: unknown) => say(toFault(error).message),
          )
        } else if (command.startsWith('explore/')) {
          const linked = linkedView(command)
          if (linked) openLinked(linked)
          else say(t.explore.linkUnknown)
        } else if (!runAction(command as ActionId)) unanswered(command) // as: an unknown command is answered by nobody, and said
      }),
    [connection, unanswered],
  )

  const layouts = useLayoutHistory()
  const keep = useLayoutKeeper({ tree: chosenTree, save: (layout) => set({ layout }), changed: layouts.changed })
  const restored = useRef(false)
  const strongest = useStrongest()
  useDemo()
  useActions({
    palette: () => spotlight.toggle(),
    ...Object.fromEntries(panelRows.map((panel) => [`go.${panel.id}`, () => dock.open(panel.id)])),
    'go.strongest': strongest,
    shortcuts: () => {
      wantSettingsPart('keys')
      dock.open('settings')
    },
    'tree.toggle': () => setTree(!tree),
    'jobs.tray': () => setTray((shown) => !shown),
    'layout.undo': () => !layouts.undo() && say(t.frame.nothingToUndo),
    'layout.redo': () => !layouts.redo() && say(t.frame.nothingToRedo),
    'layout.save': () => {
      wantSettingsPart('layouts')
      dock.open('settings')
    },
    'theme.dark': () => set({ theme: 'dark' }),
    'theme.light': () => set({ theme: 'light' }),
    'theme.system': () => set({ theme: 'system' }),
    'layout.reset': () => dock.api && firstLayout(dock.api),
    'panel.close': () => dock.front && dock.close(dock.front),
    'panel.next': () => dock.step(1),
    'panel.previous': () => dock.step(-1),
  })

  return (
    <div className="tt-workstation" data-density={density} data-tree={tree}>
      <a className="tt-skip" href="#panels">
        {t.frame.skip}
      </a>
      <Rail />
      {tree && <Tree />}
      <main className="tt-main" id="panels" tabIndex={-1}>
        <TimeBar />
        <LostBar />
        <div className="tt-dockarea">
          {ready && (
            <Dock
              onReady={({ api }) => {
                if (restored.current) return
                restored.current = true
                const layout = saved()
                if (restoreLayout(api, layout)) {
                  setTree(layout.tree)
                  restoreView(layout.view)
                } else firstLayout(api)
                dock.attach(api)
                keep(api)
                for (const panel of api.panels) if (!isPanelId(panel.id)) panel.api.close()
              }}
            />
          )}
        </div>
        {tray && <JobsTray onClose={() => setTray(false)} />}
        {!tray && <Tour />}
      </main>
      <StatusBar pendingKey={pendingKey} />
      <Palette onUnanswered={unanswered} onSay={say} />
      <Notifications position="bottom-right" limit={3} transitionDuration={100} />
    </div>
  )
}

/** The colours that were chosen; said to the library only when they change: it styles the whole page anew. */
function useColours() {
  const theme = useTheme()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const wanted = theme === 'system' ? 'auto' : theme
  useEffect(() => {
    if (colorScheme !== wanted) setColorScheme(wanted)
  }, [colorScheme, wanted, setColorScheme])
}

function LostBar() {
  const status = useLineStatus()
  const zone = useZone()
  if (status.state !== 'lost') return null
  return (
    <div className="tt-lost" role="alert">
      {t.frame.lost(clock(status.since, zone, 'second'))}
    </div>
  )
}

/** Somebody must be selected: the asset that needs attention most, else the first. */
function useFirstAsset() {
  const api = useApi()
  const assets = useQuery(api.assets.list.queryOptions()).data
  // not the whole selection: the frame is not drawn again for every frame of a pan
  const asset = useSelection((state) => state.asset)
  const selectAsset = useSelection((state) => state.selectAsset)
  useEffect(() => {
    if (!assets || assets.some(({ id }) => id === asset)) return
    const withTags = assets.filter(({ tags }) => tags > 0)
    const worst = withTags.toSorted((a, b) => (a.attention?.severity ?? 9) - (b.attention?.severity ?? 9))[0]
    selectAsset(worst?.id ?? null)
  }, [assets, asset, selectAsset])
}

/** Opens the first event of the queue that waits for a verdict. */
function useStrongest(): () => void {
  const { client } = useCore()
  const open = useDock((dock) => dock.open)
  return () => {
    void (async () => {
      try {
        const [first] = await client.events.list({ judged: false, limit: 1 })
        if (!first) return say(t.overview.calm)
        useSelection.getState().selectEvent(first.id, first.asset)
        open('investigate')
      } catch (error) {
        say(toFault(error).message)
      }
    })()
  }
}

function useDemo() {
  const api = useApi()
  const open = useDock((dock) => dock.open)
  const demo = useMutation(api.imports.demo.mutationOptions({ onSuccess: () => open('jobs'), onError: (error) => say(toFault(error).message) }))
  useActions({ 'import.demo': () => demo.mutate(undefined) })
}
