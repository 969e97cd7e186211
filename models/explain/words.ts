/** A channel of an event as an engineer would point at it. Values are in the tag's own units. */
export interface ChannelFinding {
  readonly name: string
  /** Empty when unknown. */
  readonly unit: string
  readonly share: number
  readonly expected: number
  readonly actual: number
  /** Epoch milliseconds at which it left its normal band, or null. */
  readonly onset: number | null
  /** What it swung by, or changed by from sample to sample, and what it usually does; for an event of spread. */
  readonly spread?: { readonly actual: number; readonly usual: number }
}

export interface EventFindings {
  /** Ranked, the first contributed most. */
  readonly channels: readonly ChannelFinding[]
  /** `level`, `pattern`, `relation`, `variance` or `roughness`. */
  readonly stage: string
  /** From its first row to its last, in milliseconds. */
  readonly duration: number
  /** How often it alarmed, and for how long in all; absent: once, all along. */
  readonly stretches?: number
  readonly alarmed?: number
}

/** Channels below this share are not worth a word. */
const worthNaming = 0.15
/** A difference of a smaller share of the values is what arithmetic leaves, not what a machine does. */
const rounding = 1e-9
/** Below this share of its usual spread a channel is called nearly still. */
const nearlyStill = 0.1
/** And below this one it does not move at all: what is left is arithmetic. */
const still = 1e-6

/**
 * One sentence for the queue: what moved, by how much, against what, and what followed.
 * "Bearing temperature rose 11.4 K above expectation (83.1 K, expected 71.7 K); vibration followed 38 min later."
 */
export function describeEvent({ channels, stage, duration, stretches = 1, alarmed = duration }: EventFindings): string {
  const again = stretches > 1 ? ` It came ${stretches} times within ${durationInWords(duration)}, ${durationInWords(alarmed)} in all.` : ''
  if (channels.length === 0) return `Unusual behaviour for ${durationInWords(alarmed)}; no single channel stands out.${again}`
  const named = channels.filter((channel, at) => at === 0 || channel.share >= worthNaming).slice(0, 3)
  const [leader] = named
  const sentence = `${capitalise(leader.name)} ${movement(leader, stage)}`
  const followers = named.slice(1).map((channel) => following(channel, leader))
  return `${[sentence, ...followers].join('; ')}.${again}`
}

function movement(channel: ChannelFinding, stage: string): string {
  const difference = channel.actual - channel.expected
  const known = Number.isFinite(difference) && Math.abs(difference) > rounding * Math.max(Math.abs(channel.actual), Math.abs(channel.expected))
  const by = quantity(Math.abs(difference), channel.unit)
  const values = `(${quantity(channel.actual, channel.unit)}, expected ${quantity(channel.expected, channel.unit)})`
  const side = difference > 0 ? 'above' : 'below'
  switch (stage) {
    case 'variance':
      return spreadMoved(channel, 'swung', 'around its mean')
    case 'roughness':
      return spreadMoved(channel, 'changed', 'from sample to sample')
    case 'pattern':
      return known ? `took an unusual course, at most ${by} ${side} expectation ${values}` : 'took an unusual course'
    case 'relation':
      return known ? `was ${by} too ${difference > 0 ? 'high' : 'low'} for what the other channels show ${values}` : 'no longer fits the other channels'
    default:
      return known ? `${difference > 0 ? 'rose' : 'fell'} ${by} ${side} expectation ${values}` : 'left its normal level'
  }
}

/** "swung 5.2 times as much as usual around its mean (1.3 bar, usually 0.25 bar)"; what is nearly still says so. */
function spreadMoved({ spread, unit }: ChannelFinding, verb: string, how: string): string {
  if (!spread || !Number.isFinite(spread.actual) || !(spread.usual > 0)) return `${verb} by more or by less than usual ${how}`
  const values = `(${quantity(spread.actual, unit)}, usually ${quantity(spread.usual, unit)})`
  const times = spread.actual / spread.usual
  if (times < still) return `stood still (usually it ${verb} by ${quantity(spread.usual, unit)} ${how})`
  if (times >= 1) return `${verb} ${quantity(times, '')} times as much as usual ${how} ${values}`
  return times < nearlyStill ? `hardly ${verb} ${how} ${values}` : `${verb} less than usual ${how} ${values}`
}

function following(channel: ChannelFinding, leader: ChannelFinding): string {
  const name = channel.name
  if (channel.onset === null || leader.onset === null) return `${name} took part`
  const delay = channel.onset - leader.onset
  if (delay > 0) return `${name} followed ${durationInWords(delay)} later`
  if (delay < 0) return `${name} had moved ${durationInWords(-delay)} earlier`
  return `${name} moved at the same time`
}

/** Three significant digits with the unit behind it: "11.4 K", "0.0312", "1,240 rpm". */
export function quantity(value: number, unit: string): string {
  const size = Math.abs(value)
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e6)
      ? value.toExponential(2)
      : value.toLocaleString('en-GB', { maximumSignificantDigits: size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 3 })
  return unit === '' ? text : `${text} ${unit}`
}

/** "350 ms", "38 min", "2.5 h", "3 d": one unit, at most one decimal. */
export function durationInWords(milliseconds: number): string {
  const steps: readonly (readonly [number, string])[] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']]
  for (const [size, unit] of steps) {
    if (milliseconds >= size) return `${Number((milliseconds / size).toFixed(milliseconds < 10 * size ? 1 : 0))} ${unit}`
  }
  return milliseconds >= 1 ? `${Math.round(milliseconds)} ms` : `${Number(milliseconds.toPrecision(2))} ms`
}

function capitalise(name: string): string {
  // Tag names such as "TI-4711.PV" or "x_3" keep their spelling; only plain words begin a sentence with a capital.
  return /^[a-z]+( |$)/.test(name) ? name[0].toUpperCase() + name.slice(1) : name
}
