import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Tag } from '../../../main/contract/assets.ts'
import { trainingRequest } from '../../../main/contract/training.ts'
import { useApi } from '../../client/context.tsx'
import { Answer, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useTags } from '../../workspace/assetData.ts'
import { likelyLabel, likelyNoInput } from './labelTags.ts'
import { useTrainingView } from './view.ts'

type Field = keyof typeof t.training.fields
const fields = Object.keys(t.training.fields) as Field[] // as: the keys of this very object

/** Asset, network and settings of a new run. Every default is the network's own and is shown. */
export function SetUp({ asset, name }: { asset: number; name: string }) {
  const api = useApi()
  const networks = useQuery(api.training.networks.queryOptions())
  const tags = useTags(asset)
  return (
    <Answer query={networks} what={t.training.network} where={t.training.network}>
      {(kinds) => (
        <Answer query={tags} what={t.training.leaveOut} where={t.training.leaveOut}>
          {(all) => <Form asset={asset} name={name} kinds={kinds} tags={all} />}
        </Answer>
      )}
    </Answer>
  )
}

interface FormProps {
  readonly asset: number
  readonly name: string
  readonly kinds: readonly { id: string; title: string; about: string; defaults: Record<Field | 'epochs', number> }[]
  readonly tags: readonly Tag[]
}

function Form({ asset, name, kinds, tags }: FormProps) {
  const api = useApi()
  const { choose, show, unmark } = useTrainingView()
  const queryClient = useQueryClient()
  const [network, setNetwork] = useState(kinds[0]?.id ?? '')
  const [typed, setTyped] = useState<Partial<Record<Field | 'epochs' | 'seed', string>>>({})
  const [labelTag, setLabelTag] = useState<number | null>(() => likelyLabel(tags)?.id ?? null)
  const [leftOut, setLeftOut] = useState<ReadonlySet<number>>(() => new Set(likelyNoInput(tags).map(({ id }) => id)))
  const start = useMutation(
    api.training.start.mutationOptions({
      onSuccess: ({ run }) => {
        void queryClient.invalidateQueries({ queryKey: api.runs.key() })
        unmark()
        choose(run)
        show({ setUp: false })
      },
    }),
  )
  const kind = kinds.find(({ id }) => id === network)
  const type = (field: Field | 'epochs' | 'seed', text: string) => setTyped((before) => ({ ...before, [field]: text }))
  const options = Object.fromEntries([...fields, 'epochs' as const].flatMap((field) => (typed[field] === undefined || typed[field].trim() === '' ? [] : [[field, Number(typed[field])]])))
  const request = trainingRequest.safeParse({ asset, network, seed: typed.seed === undefined ? 1 : Number(typed.seed), options, ...(labelTag !== null && { labelTag }), excludeTags: [...leftOut].filter((id) => id !== labelTag) })
  const shares = Number(typed.train ?? kind?.defaults.train ?? 0) + Number(typed.validation ?? kind?.defaults.validation ?? 0)
  const problem = !request.success ? t.training.refused(nameOf(String(request.error.issues[0]?.path.at(-1) ?? ''))) : shares > 0.95 ? t.training.heldOutTooSmall : ''
  const input = (field: Field | 'epochs' | 'seed', label: string, placeholder: string) => (
    <label key={field}>
      {label} <input className="tt-native tt-number" inputMode="decimal" value={typed[field] ?? ''} placeholder={placeholder} onChange={(event) => type(field, event.target.value)} />
    </label>
  )
  return (
    <form
      className="tt-training-setup"
      aria-label={t.training.setUp}
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === '' && request.success) start.mutate(request.data)
      }}
    >
      <div className="tt-training-line">
        <strong>{name}</strong>
        <label>
          {t.training.network}{' '}
          <select className="tt-native" value={network} title={kind?.about} onChange={(event) => setNetwork(event.target.value)}>
            {kinds.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {input('epochs', t.training.epochs, String(kind?.defaults.epochs ?? ''))}
        {input('seed', t.training.seed, '1')}
        <label title={t.training.labelTagAbout}>
          {t.training.labelTag}{' '}
          <select className="tt-native" value={labelTag ?? ''} onChange={(event) => setLabelTag(event.target.value === '' ? null : Number(event.target.value))}>
            <option value="">{t.training.noLabels}</option>
            {tags.map(({ id, name: tag }) => (
              <option key={id} value={id}>
                {tag}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" disabled={problem !== ''} loading={start.isPending}>
          {t.training.start}
        </Button>
      </div>
      <p className="tt-hint">{kind?.about}</p>
      <details>
        <summary>{t.training.more}</summary>
        <div className="tt-training-line">{fields.map((field) => input(field, t.training.fields[field], String(kind?.defaults[field] ?? '')))}</div>
        <fieldset>
          <legend>{t.training.leaveOut}</legend>
          {tags
            .filter(({ id }) => id !== labelTag)
            .map(({ id, name: tag }) => (
              <label key={id} className="tt-training-check">
                <input
                  type="checkbox"
                  checked={leftOut.has(id)}
                  onChange={() =>
                    setLeftOut((before) => {
                      const next = new Set(before)
                      if (!next.delete(id)) next.add(id)
                      return next
                    })
                  }
                />{' '}
                {tag}
              </label>
            ))}
        </fieldset>
      </details>
      {problem !== '' && (
        <p className="tt-training-problem" role="alert">
          {problem}
        </p>
      )}
      {start.isError && <Failed compact error={start.error} where={t.training.start} />}
    </form>
  )
}

const nameOf = (field: string): string => ({ ...t.training.fields, epochs: t.training.epochs, seed: t.training.seed })[field as Field] ?? field // as: an unknown field is shown as it is
