import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorCodes, errorStatus, type ErrorCode } from './errors.ts'

/** Epoch milliseconds, UTC. May be fractional: vibration is sampled faster than once a millisecond. */
export const epochMs = z.number().describe('epoch milliseconds, UTC')
export const id = z.int().positive()
export const range = z.object({ from: epochMs, to: epochMs }).describe('half-open: from <= t < to')
/** An opaque name for a file that the user picked. The renderer never sees or sends a path. */
export const sourceRef = z.string().min(1).max(200).describe('opaque name of a picked file')

const errorData = z.record(z.string(), z.unknown()).optional()
type ErrorShape = { status: number; data: typeof errorData }
// built from the table, so that no code can be forgotten
const errors = Object.fromEntries(errorCodes.map((code): [ErrorCode, ErrorShape] => [code, { status: errorStatus[code], data: errorData }])) as Record<ErrorCode, ErrorShape>

/** Every call of the contract starts here, so that every call may answer with every code of the closed list. */
export const call = oc.errors(errors)
