/** What a trained network says of its asset, for `scores --run` and `events --run`. Nothing is stored of it. */
import { unpackColumns } from '../contract/columns.ts'
import { exit, iso, parseTime, UsageError, type Arguments, type Session } from './verb.ts'

export async function writeNetworkScores(session: Session, args: Arguments): Promise<number> {
  const { columns, events } = await scored(session, args)
  const { t, score } = await unpackColumns(columns)
  let next = 0
  const rows = Array.from(t!, (time, i) => {
    while (next < events.length && events[next]!.end < time) next++
    const event = events[next]
    return { time: new Date(time).toISOString(), score: score![i]!, alarm: event !== undefined && event.start <= time ? 1 : 0 }
  })
  if (session.out.json) session.out.result(rows, () => '')
  else await session.out.write(['time,score,alarm', ...rows.map(({ time, score: one, alarm }) => `${time},${one},${alarm}`), ''].join('\n'))
  return exit.done
}

export async function networkEventsOf(session: Session, args: Arguments): Promise<number> {
  const { run, threshold, events } = await scored(session, args)
  const { assetName } = await session.client.runs.get({ id: run })
  const shapes = events.map(({ start, end, peak, score, channels }) => ({ run, asset: assetName, start: iso(start), end: iso(end), peak: iso(peak), score, channels: channels.map(({ name, share }) => ({ tag: name, share })) }))
  session.out.result(shapes, () =>
    shapes.map(({ start, end, score, channels }) => `${start} to ${end}  score ${score.toPrecision(3)}  ${channels.slice(0, 4).map(({ tag, share }) => `${tag} ${Math.round(share * 100)} %`).join(', ')}`).join('\n') || `Nothing of ${assetName} stands above ${threshold.toPrecision(3)}, the threshold of run ${run}.`,
  )
  return exit.done
}

async function scored({ client }: Session, args: Arguments) {
  const run = args.number('run', { min: 1, max: Number.MAX_SAFE_INTEGER })!
  if (!Number.isInteger(run)) throw new UsageError('--run: a run has a whole number; list them with: telltale runs')
  const from = args.text('from')
  const to = args.text('to')
  return { run, ...(await client.training.scores({ run, ...(from !== undefined && { from: parseTime(from, '--from') }), ...(to !== undefined && { to: parseTime(to, '--to') }) })) }
}
