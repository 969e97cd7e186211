/** A step of the schema. Never changed once released: a new step is a new file and a new row in `index.ts`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}
