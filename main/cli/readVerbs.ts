import { unpackColumns } from '../contract/columns.ts'
import type { Event } from '../contract/events.ts'
import { Fault } from '../contract/errors.ts'
import { networkEventsOf, writeNetworkScores } from './networkScores.ts'
import { assetNamed, eventShape, newestDetection, seriesShape } from './shapes.ts'
import { exit, UsageError, type Arguments, type Verb } from './verb.ts'

const networkOptions = {
  run: { type: 'string', value: 'ID', about: 'of a trained network, by its run' },
  from: { type: 'string', value: 'TIME', about: 'with --run: only from this time on' },
  to: { type: 'string', value: 'TIME', about: 'with --run: only before this time' },
} as const

/** @throws UsageError where both are named, or a period without a run: a detection's scores are of its whole history. */
function onRun(args: Arguments): boolean {
  const run = args.text('run') !== undefined
  if (run && (args.text('asset') ?? args.text('tag')) !== undefined) throw new UsageError('--run names the asset by itself: leave out --asset and --tag')
  if (!run && (args.text('from') ?? args.text('to')) !== undefined) throw new UsageError('--from and --to go with --run')
  return run
}

export const seriesVerb: Verb = {
  name: 'series',
  usage: 'series [--asset NAME]',
  about: 'List the tags with their unit, kind, extent and how far they can be trusted.',
  options: { asset: { type: 'string', value: 'NAME', about: 'only this asset' } },
  async run(session, args) {
    const name = args.text('asset')
    const assets = name === undefined ? await session.client.assets.list() : [await assetNamed(session, name)]
    const rows: ReturnType<typeof seriesShape>[] = []
    for (const asset of assets) for (const tag of await session.client.assets.tags({ id: asset.id })) rows.push(seriesShape(asset.name, tag))
    session.out.result(rows, () => rows.map(({ asset, tag, unit, kind, n, grade }) => `${asset}  ${tag}${unit ? ` [${unit}]` : ''}  ${kind}  ${n} points  ${grade ?? '-'}`).join('\n') || 'Nothing has been imported yet.')
    return exit.done
  },
}

export const scoresVerb: Verb = {
  name: 'scores',
  usage: 'scores --asset NAME [--tag TAG] | scores --run ID [--from TIME] [--to TIME]',
  about: 'CSV on stdout: time,score,alarm; one line a sample. The score is -log10 of the tail probability on normal data. With --run a trained network scores, now.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset' },
    tag: { type: 'string', value: 'TAG', about: 'the score of this tag instead of the asset' },
    ...networkOptions,
  },
  async run(session, args) {
    if (onRun(args)) return writeNetworkScores(session, args)
    const asset = await assetNamed(session, args.need('asset'))
    const { id } = await newestDetection(session, asset)
    const tagName = args.text('tag')
    const tag = tagName === undefined ? undefined : (await session.client.assets.tags({ id: asset.id })).find(({ name }) => name === tagName)
    if (tagName !== undefined && !tag) throw new Fault('not_found', `${asset.name} has no tag named ${tagName}.`, { asset: asset.name, tag: tagName })
    const rows: { time: string; score: number; alarm: 0 | 1 }[] = []
    if (!session.out.json) await session.out.write('time,score,alarm\n')
    for (let from = -8.64e15, more = true; more; ) {
      const page = await session.client.detections.readScores({ id, ...(tag && { tag: tag.id }), from, to: 8.64e15, limit: 100_000 })
      const { t, score, alarm } = await unpackColumns(page.columns)
      more = page.more
      let text = ''
      for (let i = 0; i < t!.length; i++) {
        const time = new Date(t![i]).toISOString()
        if (session.out.json) rows.push({ time, score: score![i], alarm: alarm![i] === 1 ? 1 : 0 })
        else text += `${time},${score![i]},${alarm![i]}\n`
      }
      if (!session.out.json) await session.out.write(text)
      if (t!.length > 0) from = nextAfter(t!.at(-1)!)
    }
    if (session.out.json) session.out.result(rows, () => '')
    return exit.done
  },
}

export const eventsVerb: Verb = {
  name: 'events',
  usage: 'events [--asset NAME] | events --run ID [--from TIME] [--to TIME]',
  about: 'List the events of the newest detections, what deserves the next look first; with --run what a trained network finds, in the order of time.',
  options: { asset: { type: 'string', value: 'NAME', about: 'only this asset' }, ...networkOptions },
  async run(session, args) {
    if (onRun(args)) return networkEventsOf(session, args)
    const name = args.text('asset')
    const asset = name === undefined ? undefined : await assetNamed(session, name)
    const events = await session.client.events.list(asset ? { asset: asset.id } : {})
    session.out.result(events.map(eventShape), () => events.map(line).join('\n') || 'No events.')
    return exit.done
  },
}

export const eventVerb: Verb = {
  name: 'event',
  usage: 'event ID',
  about: 'Show one event with its evidence and all its verdicts.',
  options: {},
  async run(session, args) {
    const [id, ...rest] = args.positionals
    if (!id || rest.length > 0) throw new UsageError('name one event')
    const event = await session.client.events.get({ id })
    const history = (await session.client.events.history({ id })).map(({ verdict, reason, note, by, at }) => ({ verdict, reason, note, by, at: new Date(at).toISOString() }))
    session.out.result({ ...eventShape(event), history }, () =>
      [line(event), ...stretchLines(event), ...event.channels.map(({ name, unit, share, expected, actual }) => `  ${Math.round(share * 100)} %  ${name}: expected ${number(expected)}, was ${number(actual)}${unit ? ` ${unit}` : ''}`)].join('\n'),
    )
    return exit.done
  },
}

function line(event: Event): string {
  return `${event.id}  ${event.severity}  ${new Date(event.start).toISOString()}  ${event.verdict?.verdict ?? '-'}  ${event.assetName}: ${event.words}`
}

/** More stretches than this are counted, not listed. */
const listedStretches = 20

/** Where an event that came and went alarmed. */
function stretchLines({ stretches = [] }: Event): string[] {
  const listed = stretches.slice(0, listedStretches).map(({ from, to }) => `  alarmed ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`)
  return stretches.length > listedStretches ? [...listed, `  and ${stretches.length - listedStretches} more`] : listed
}

const number = (value: number | null) => (value === null ? '-' : Number(value.toPrecision(6)).toString())

/** The next float64 after a time: reading goes on behind the last sample, however fast it was sampled. */
function nextAfter(time: number): number {
  const bits = new BigInt64Array([0n])
  const float = new Float64Array(bits.buffer)
  if (time === 0) return Number.MIN_VALUE
  float[0] = time
  bits[0]! += time > 0 ? 1n : -1n
  return float[0]
}
