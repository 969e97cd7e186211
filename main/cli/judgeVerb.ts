import { reasonCode, verdictCode } from '../contract/events.ts'
import { eventShape } from './shapes.ts'
import { exit, parseTime, UsageError, type Verb } from './verb.ts'

export const judgeVerb: Verb = {
  name: 'judge',
  usage: 'judge ID VERDICT [--reason R] [--note N] [--until TIME]',
  about: `Judge an event. Verdicts: ${verdictCode.options.join(', ')}; "none" withdraws. Reasons: ${reasonCode.options.join(', ')}.`,
  options: {
    reason: { type: 'string', value: 'R', about: 'why' },
    note: { type: 'string', value: 'N', about: 'a remark' },
    until: { type: 'string', value: 'TIME', about: 'with "postponed": until when' },
  },
  async run(session, args) {
    const [id, given, ...rest] = args.positionals
    if (!id || !given || rest.length > 0) throw new UsageError('name one event and one verdict')
    const verdict = given === 'none' ? null : verdictCode.safeParse(given.replaceAll('-', '_')).data
    if (verdict === undefined) throw new UsageError(`"${given}" is no verdict. Verdicts are: ${verdictCode.options.join(', ')}, none`)
    const reasonGiven = args.text('reason')
    const reason = reasonGiven === undefined ? null : reasonCode.safeParse(reasonGiven.replaceAll('-', '_')).data
    if (reason === undefined) throw new UsageError(`"${reasonGiven}" is no reason. Reasons are: ${reasonCode.options.join(', ')}`)
    const until = args.text('until')
    const event = await session.client.events.judge({ id, verdict, reason, note: args.text('note') ?? '', until: until === undefined ? null : parseTime(until, '--until') })
    session.out.result(eventShape(event), () => `${event.id}: ${event.verdict?.verdict ?? 'verdict withdrawn'}`)
    return exit.done
  },
}
