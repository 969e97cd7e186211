import { useMemo } from 'react'
import { verdictCode, type Event, type VerdictCode } from '../../../main/contract/events.ts'
import { count } from '../../format/number.ts'
import { t } from '../../strings.ts'
import { isNarrowed, useQueueFilter } from './queueFilter.ts'

type Option = readonly [value: string, label: string, n: number]

/** Narrows the queue by asset, stage, severity and verdict; each choice says how many events it holds. */
export function Facets({ events }: { events: readonly Event[] }) {
  const filter = useQueueFilter()
  const { set, clear } = filter
  const options = useMemo(() => optionsOf(events), [events])
  return (
    <div className="tt-facets">
      <Facet label={t.common.asset} value={filter.asset} options={options.assets} onChange={(value) => set({ asset: value === null ? null : Number(value) })} />
      <Facet label={t.events.severity} value={filter.severity} options={options.severities} onChange={(value) => set({ severity: value === null ? null : Number(value) })} />
      <Facet label={t.events.stage} value={filter.stage} options={options.stages} onChange={(stage) => set({ stage })} />
      <Facet label={t.events.verdict} value={filter.verdict} options={options.verdicts} onChange={(value) => set({ verdict: value as VerdictCode | null, ...(value !== null && filter.show === 'waiting' && { show: 'all' as const }) })} />
      {isNarrowed(filter) && (
        <button type="button" className="tt-link" onClick={clear}>
          {t.events.clearFilter}
        </button>
      )}
    </div>
  )
}

function Facet({ label, value, options, onChange }: { label: string; value: string | number | null; options: readonly Option[]; onChange: (value: string | null) => void }) {
  return (
    <select className="tt-native" aria-label={label} value={value ?? ''} data-set={value !== null} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
      <option value="">{label}</option>
      {options.map(([id, name, n]) => (
        <option key={id} value={id}>
          {name} ({count(n)})
        </option>
      ))}
    </select>
  )
}

function optionsOf(events: readonly Event[]) {
  const by = (key: (event: Event) => string | number | null | undefined) => {
    const counts = new Map<string, number>()
    for (const event of events) {
      const one = key(event)
      if (one !== null && one !== undefined && one !== '') counts.set(String(one), (counts.get(String(one)) ?? 0) + 1)
    }
    return [...counts]
  }
  const names = new Map(events.map(({ asset, assetName }) => [String(asset), assetName]))
  const verdicts = new Map(by(({ verdict }) => verdict?.verdict))
  return {
    assets: by(({ asset }) => asset).map(([id, n]): Option => [id, names.get(id) ?? id, n]).toSorted((a, b) => a[1].localeCompare(b[1])),
    severities: by(({ severity }) => severity).map(([id, n]): Option => [id, `${id} ${t.common.severities[Number(id) - 1] ?? ''}`, n]).toSorted((a, b) => a[0].localeCompare(b[0])),
    stages: by(({ stage }) => stage).map(([id, n]): Option => [id, t.events.stages[id as keyof typeof t.events.stages] ?? id, n]),
    verdicts: verdictCode.options.flatMap((code): Option[] => (verdicts.has(code) ? [[code, t.verdicts[code], verdicts.get(code) ?? 0]] : [])),
  }
}
