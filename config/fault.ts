/** A setting that cannot be used. `code` and `detail` make it cross every border as the Fault `bad_input` of the contract, which this folder must not know. */
export class ConfigFault extends Error {
  readonly code = 'bad_input'
  readonly detail: Readonly<Record<string, unknown>>
  constructor(message: string, detail: Readonly<Record<string, unknown>>) {
    super(message)
    this.name = 'ConfigFault'
    this.detail = detail
  }
}
