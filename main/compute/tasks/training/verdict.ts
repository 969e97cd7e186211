import type { HeldOutResult, Run } from '../../../contract/runs.ts'

type Verdict = NonNullable<Run['heldOut']>['better']

/** One event over everything touches every fault and is worth nothing: an F1 of events must not reward it. */
const isUseless = ({ falseAlarmRate }: HeldOutResult): boolean => (falseAlarmRate ?? 0) > 0.5
/** The better F1 of events first, among equals the fewer false alarms. */
const rank = (one: HeldOutResult): number => (isUseless(one) ? -1 : (one.f1 ?? 0)) - (one.falseAlarmRate ?? 0) / 1000

/** Says first which is better, the network (the first of the results) or what stands beside it; and says so too when that cannot be told. */
export function verdictOf(results: readonly HeldOutResult[]): Verdict {
  const [network, ...others] = results
  if (network === undefined || others.length === 0) return undecided('Nothing could be set beside the network on this split.')
  const { known } = network
  if (known === 0)
    return undecided(`No fault is known in the held-out period, so nobody can say which is better there: the network finds ${counted(network.events, 'event')}, ${others.map(({ title, events }) => `${title} ${events}`).join(', ')}. Judge them, then train again.`)
  const best = others.reduce((a, b) => (rank(b) > rank(a) ? b : a))
  if (results.every(isUseless))
    return undecided(`Neither the network nor anything beside it is of use on the held-out period: each alarms on more than half of its normal rows (the network on ${percent(network.falseAlarmRate)}, ${best.title} on ${percent(best.falseAlarmRate)}). Allow fewer alarms a week, or train on rows that look more like it.`)
  if (results.every(({ hits }) => hits === 0))
    return undecided(`Neither the network nor anything beside it finds ${known === 1 ? 'the one known fault' : `any of the ${known} known faults`} on the held-out period (${results.map(({ title, falseEvents }) => `${title}: ${counted(falseEvents, 'false event')}`).join(', ')}). Allow more alarms a week, then train again.`)
  if (results.every((one) => isUseless(one) || one.hits === 0))
    return undecided(`Nothing is of use on the held-out period: ${results.map((one) => (isUseless(one) ? `${one.title} alarms on ${percent(one.falseAlarmRate)} of the normal rows` : `${one.title} finds no fault`)).join(', ')}. Train on rows that look more like it, or choose another number of alarms a week.`)
  // Who reads that somebody found the fault too shall read why that does not count.
  const left = others.filter((one) => isUseless(one) && one.hits > 0)
  const aside = left.length === 0 ? '' : ` Not counted: ${left.map(({ title, falseAlarmRate }) => `${title}, which alarms on ${percent(falseAlarmRate)} of the normal rows`).join('; ')}.`
  if (rank(network) > rank(best)) return { id: network.id, words: `The network is better on the held-out period (${figures(network)}) than ${best.title} (${figures(best)}).${aside}` }
  if (rank(network) === rank(best)) return undecided(`The network and ${best.title} do equally well on the held-out period (${figures(best)}).${aside}`)
  return { id: best.id, words: `${best.title} is better on the held-out period (${figures(best)}) than the network (${figures(network)}).${aside}` }
}

const undecided = (words: string): Verdict => ({ id: null, words })
const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
const percent = (share: number | null): string => `${((share ?? 0) * 100).toFixed(0)} %`
const figures = ({ f1, hits, known, falseEvents, falseAlarmRate }: HeldOutResult): string =>
  `F1 ${(f1 ?? 0).toFixed(2)}, ${hits} of ${counted(known, 'fault')}, ${counted(falseEvents, 'false event')}, alarm on ${percent(falseAlarmRate)} of the normal rows`
