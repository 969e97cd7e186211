import { ORPCError } from '@orpc/client'
import { Fault, faultData, isErrorCode } from '../../main/contract/errors.ts'

/** Whatever a call threw, as a `Fault` that a panel can show. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error instanceof ORPCError) {
    // oRPC's own refusals come in its own words
    const code = isErrorCode(error.code) ? error.code : error.code === 'BAD_REQUEST' ? 'bad_input' : error.code === 'NOT_FOUND' ? 'not_found' : 'internal'
    const detail: unknown = error.data
    return new Fault(code, error.message, typeof detail === 'object' && detail !== null ? { ...detail } : {}, { cause: error })
  }
  const { code, message, detail } = faultData(error)
  return new Fault(code, message, detail, { cause: error })
}
