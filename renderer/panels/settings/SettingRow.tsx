import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EffectiveSetting } from '../../../main/contract/settings.ts'
import { useApi } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { t } from '../../strings.ts'

const shownAs = (value: unknown): string => (typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value) ?? '')

/** One key: its value, where it came from, and a field to change it. A value that is not allowed is refused by the core with what is. */
export function SettingRow({ setting }: { setting: EffectiveSetting }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<string | null>(null)
  const stored = shownAs(setting.value)
  const change = useMutation(
    api.settings.change.mutationOptions({
      onSuccess: (all) => {
        queryClient.setQueryData(api.settings.effective.queryKey(), all)
        setDraft(null)
      },
    }),
  )
  const own = setting.origin === 'settings.yaml'
  const save = () => draft !== null && (draft === stored ? setDraft(null) : change.mutate({ path: setting.path, value: draft }))
  const words = setting.type === 'word' ? setting.range.split(', ') : null
  return (
    <tr className={setting.origin === 'default' ? '' : 'tt-configuration-set'}>
      <td className="tt-number">{setting.path}</td>
      <td>
        {setting.secret ? (
          <span title={t.settings.secret}>{stored || t.settings.secretEmpty}</span>
        ) : words ? (
          <select className="tt-native" aria-label={setting.path} value={stored} disabled={change.isPending} onChange={(event) => change.mutate({ path: setting.path, value: event.target.value })}>
            {words.map((word) => (
              <option key={word}>{word}</option>
            ))}
          </select>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              save()
            }}
          >
            <input
              className="tt-native tt-number"
              aria-label={setting.path}
              aria-invalid={change.isError}
              title={setting.range}
              value={draft ?? stored}
              onChange={(event) => {
                change.reset()
                setDraft(event.target.value)
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                change.reset()
                setDraft(null)
              }}
            />{' '}
            {setting.unit}
            {draft !== null && draft !== stored && (
              <button type="submit" className="tt-link" disabled={change.isPending}>
                {t.common.save}
              </button>
            )}
          </form>
        )}
        {change.isError && (
          <p role="alert" className="tt-configuration-refused">
            {toFault(change.error).message}
          </p>
        )}
      </td>
      <td>
        {setting.origin}
        {own && (
          <button type="button" className="tt-link" title={t.settings.takeBackAbout(shownAs(setting.default))} onClick={() => change.mutate({ path: setting.path, value: null })}>
            {t.settings.takeBack}
          </button>
        )}
      </td>
      <td>
        {setting.sentence} <span className="tt-hint">{setting.range}</span>
      </td>
    </tr>
  )
}
