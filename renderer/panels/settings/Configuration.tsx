import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EffectiveSetting } from '../../../main/contract/settings.ts'
import { useApi } from '../../client/context.tsx'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { SettingRow } from './SettingRow.tsx'

/** Every key with its value, where that came from, and what it does. */
export function Configuration() {
  const api = useApi()
  const settings = useQuery(api.settings.effective.queryOptions())
  const [search, setSearch] = useState('')
  const [only, setOnly] = useState(false)
  const shown = (all: readonly EffectiveSetting[]) =>
    all.filter((setting) => (!only || setting.origin !== 'default') && `${setting.path} ${setting.sentence}`.toLowerCase().includes(search.toLowerCase().trim()))
  return (
    <section className="tt-section" aria-labelledby="settings-configuration">
      <h2 id="settings-configuration">{t.settings.configuration}</h2>
      <p className="tt-hint">{t.settings.configurationAbout}</p>
      <div className="tt-settings-line">
        <input className="tt-native" type="search" aria-label={t.settings.search} placeholder={t.settings.search} value={search} onChange={(event) => setSearch(event.target.value)} />
        <Checkbox label={t.settings.only} checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
      </div>
      <Answer query={settings} what={t.settings.configuration} where={t.settings.configuration}>
        {(all) =>
          shown(all).length === 0 ? (
            <p className="tt-hint">{t.settings.nothing}</p>
          ) : (
            <table className="tt-table tt-configuration">
              <thead>
                <tr>
                  <th>{t.settings.key}</th>
                  <th>{t.settings.value}</th>
                  <th>{t.settings.origin}</th>
                  <th>{t.settings.sentence}</th>
                </tr>
              </thead>
              <tbody>
                {shown(all).map((setting) => (
                  <SettingRow key={setting.path} setting={setting} />
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </section>
  )
}
