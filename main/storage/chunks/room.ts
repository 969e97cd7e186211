/** Columns of a table whose number of rows is not known beforehand. */
export type Room<Name extends string> = Record<Name, Float64Array>

export function roomFor<Name extends string>(names: readonly Name[], rows: number): Room<Name> {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(rows)])) as Room<Name> // one per name
}

/** The same rows at the beginning of twice as many. */
export function twiceTheRoom<Name extends string>(names: readonly Name[], room: Room<Name>): Room<Name> {
  const wider = roomFor(names, 2 * room[names[0]!].length)
  for (const name of names) wider[name].set(room[name])
  return wider
}
