import { Button, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { Preferences } from '../../../main/contract/settings.ts'
import { useApi } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { bytes } from '../../format/number.ts'
import { isZone } from '../../format/time.ts'
import { Answer, Failed } from '../../parts/faces.tsx'
import { Key } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { actionRows, type Group } from '../../workspace/actions.ts'
import { firstLayout, restoreLayout, useDock } from '../../workspace/dock.ts'
import { keyCaps } from '../../workspace/keys.ts'
import { usePreferences } from '../../workspace/preferences.ts'
import { useSettingsPart } from '../../workspace/settingsPart.ts'
import { Backups } from './Backups.tsx'
import { Configuration } from './Configuration.tsx'
import { Diagnostics } from './Diagnostics.tsx'
import './settings.css'

/** Look, keys, layouts, configuration, versions: one page, from top to bottom. */
export default function Settings() {
  return (
    <div className="tt-scroll tt-settings">
      <Look />
      <Layouts />
      <Shortcuts />
      <Configuration />
      <Backups />
      <Diagnostics />
      <About />
    </div>
  )
}

const options = <T extends string>(table: Record<T, string>) => Object.entries<string>(table).map(([value, label]) => ({ value, label }))

function Look() {
  const { preferences, set } = usePreferences()
  const [zone, setZone] = useState(preferences.zone)
  const zones = Intl.supportedValuesOf('timeZone')
  const bad = !isZone(zone)
  return (
    <section className="tt-section" aria-labelledby="settings-look">
      <h2 id="settings-look">{t.settings.look}</h2>
      <div className="tt-settings-grid">
        <span id="settings-theme">{t.settings.theme}</span>
        <SegmentedControl aria-labelledby="settings-theme" value={preferences.theme} data={options(t.settings.themes)} onChange={(theme) => set({ theme: theme as Preferences['theme'] })} />
        <span id="settings-density">{t.settings.density}</span>
        <SegmentedControl aria-labelledby="settings-density" value={preferences.density} data={options(t.settings.densities)} onChange={(density) => set({ density: density as Preferences['density'] })} />
        <label htmlFor="settings-zone">{t.settings.zone}</label>
        <span>
          <input
            id="settings-zone"
            className="tt-native"
            list="zones"
            value={zone}
            aria-invalid={bad}
            onChange={(event) => {
              setZone(event.target.value)
              if (isZone(event.target.value)) set({ zone: event.target.value })
            }}
          />
          {bad && <span className="tt-hint"> {t.settings.zoneBad}</span>}
          <datalist id="zones">
            {['UTC', ...zones].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </span>
      </div>
    </section>
  )
}

function Layouts() {
  const api = useApi()
  const dock = useDock()
  const layouts = useQuery(api.layouts.list.queryOptions())
  const refresh = { onSuccess: () => void layouts.refetch(), onError: (error: unknown) => void notifications.show({ message: toFault(error).message, color: 'gray' }) }
  const save = useMutation(api.layouts.save.mutationOptions(refresh))
  const remove = useMutation(api.layouts.remove.mutationOptions(refresh))
  const [name, setName] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useSettingsPart('layouts', useCallback(() => field.current?.focus(), []))
  const store = () => name.trim() && dock.api && save.mutate({ name: name.trim(), layout: { version: 1, dock: dock.api.toJSON(), tree: true } }, { onSuccess: () => setName('') })
  return (
    <section className="tt-section" aria-labelledby="settings-layouts">
      <h2 id="settings-layouts">{t.settings.layouts}</h2>
      <p className="tt-hint">{t.settings.layoutsAbout}</p>
      <form
        className="tt-settings-line"
        onSubmit={(event) => {
          event.preventDefault()
          store()
        }}
      >
        <input ref={field} className="tt-native" aria-label={t.settings.layoutName} placeholder={t.settings.layoutName} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        <Button variant="default" type="submit" disabled={!name.trim()}>
          {t.settings.layoutSave}
        </Button>
        <Button variant="subtle" color="gray" onClick={() => dock.api && firstLayout(dock.api)}>
          {t.settings.layoutFirst}
        </Button>
      </form>
      {layouts.isError && <Failed compact error={layouts.error} where={t.settings.layouts} onRetry={() => void layouts.refetch()} />}
      {layouts.data?.length === 0 && <p className="tt-hint">{t.settings.layoutsNone}</p>}
      {layouts.data?.map(({ name: saved, layout }) => (
        <div key={saved} className="tt-settings-line">
          <span className="tt-settings-name tt-ellipsis">{saved}</span>
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              if (dock.api && !restoreLayout(dock.api, layout)) firstLayout(dock.api)
            }}
          >
            {t.settings.layoutUse}
          </Button>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => remove.mutate({ name: saved })}>
            {t.common.remove}
          </Button>
        </div>
      ))}
    </section>
  )
}

const groups: readonly Group[] = ['goTo', 'triage', 'time', 'explore', 'training', 'deploy', 'workspace']

const showKeys = () => document.getElementById('settings-keys')?.scrollIntoView()

function Shortcuts() {
  useSettingsPart('keys', showKeys)
  return (
    <section className="tt-section" aria-labelledby="settings-keys">
      <h2 id="settings-keys">{t.settings.keys}</h2>
      <div className="tt-shortcuts">
        {groups.map((group) => (
          <div key={group}>
            <h3>{t.actionGroups[group]}</h3>
            <dl>
              {actionRows
                .filter((row) => row.group === group && row.keys.length > 0)
                .map((row) => (
                  <div key={row.id}>
                    <dt>{row.title}</dt>
                    <dd>
                      {row.keys.map((keys) => (
                        <span key={keys} className="tt-keys">
                          {keyCaps(keys).map((cap, i) => (
                            <Key key={`${cap}${i}`}>{cap}</Key>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  )
}

function About() {
  const api = useApi()
  const about = useQuery(api.settings.about.queryOptions())
  return (
    <section className="tt-section" aria-labelledby="settings-about">
      <h2 id="settings-about">{t.settings.about}</h2>
      <Answer query={about} what={t.settings.about} where={t.settings.about}>
        {({ version, commit, environment, shell, store, workers, runtime }) => (
          <dl className="tt-about">
            {(
              [
                [t.settings.version, `Telltale ${version} ${commit} (${shell})`],
                [t.settings.environment, environment],
                [t.settings.store, `${store.kind} ${store.name}, ${bytes(store.bytes)}, ${store.words}`],
                [t.settings.workers, workers.map(({ lane, state, pid }) => `${lane} ${state}${pid === null ? '' : ` (${pid})`}`).join(', ') || t.common.none],
                ...Object.entries(runtime),
              ] as const
            ).map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="tt-number">{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </Answer>
    </section>
  )
}
