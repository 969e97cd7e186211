/** Whatever a call threw, as a `Fault` that a panel can show. */
export { faultOf as toFault } from '../../main/contract/rpcErrors.ts'
