import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call } from '../../contract/common.ts'
import { packedColumns } from '../../contract/columns.ts'
import { errorCodes, type ErrorCode } from '../../contract/errors.ts'

const codes = z.enum(errorCodes as [ErrorCode, ...ErrorCode[]])

/** Calls of every shape that the real contract has. The conformance suite of transports runs them. */
export const testContract = {
  probe: {
    echo: call.route({ method: 'POST', path: '/probe/echo' }).input(z.object({ text: z.string(), list: z.array(z.number().nullable()).default([]) })).output(z.object({ text: z.string(), list: z.array(z.number().nullable()) })),
    byId: call.route({ method: 'GET', path: '/probe/{id}/twice' }).input(z.object({ id: z.int().positive(), times: z.int().default(2) })).output(z.object({ product: z.number() })),
    columns: call.route({ method: 'POST', path: '/probe/columns' }).input(z.object({ n: z.int() })).output(z.object({ columns: packedColumns })),
    fail: call.route({ method: 'POST', path: '/probe/fail' }).input(z.object({ code: codes })).output(z.object({})),
    defect: call.route({ method: 'POST', path: '/probe/defect' }).output(z.object({})),
    wait: call.route({ method: 'POST', path: '/probe/wait' }).output(z.object({})),
    count: call.route({ method: 'GET', path: '/probe/count' }).input(z.object({ from: z.int().default(0), to: z.int() })).output(eventIterator(z.object({ i: z.int() }))),
    breaks: call.route({ method: 'GET', path: '/probe/breaks' }).output(eventIterator(z.object({ i: z.int() }))),
    /** Full snapshots for ever, one a turn. */
    watch: call.route({ method: 'GET', path: '/probe/watch' }).output(eventIterator(z.object({ seq: z.int() }))),
  },
}
