/** Names of columns, units and assets as they are read out of files. */

/** The names, each one once: a second `Flow` becomes `Flow (2)`, an empty one `c3` (counted from 1). */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((raw, index) => {
    const name = raw.trim().replace(/\s+/g, ' ').slice(0, 200) || `c${index + 1}`
    let unique = name
    for (let i = 2; used.has(unique); i++) unique = `${name} (${i})`
    used.add(unique)
    return unique
  })
}

const unitWords = new Set(
  (
    '% ‰ ppm ppb - ° °c °f c f k degc degf deg rad bar mbar barg bara pa hpa kpa mpa psi psig psia atm torr mmhg inhg mmh2o m mm cm km um µm mil mils in ft ' +
    'm2 m² m3 m³ l ml gal bbl m/s mm/s in/s ips km/h m/s2 m/s² g rms kg g/s kg/s kg/h t t/h lb lb/h nm3/h sm3/h m3/h m³/h m3/s l/h l/min l/s lpm gpm cfm scfm mmscfd ' +
    'v mv kv a ma ka w kw mw gw va kva mva var kvar mvar wh kwh mwh gwh j kj mj hz khz mhz rpm r/min 1/min s ms us min h hr hrs d ohm kohm ω n kn nm n·m nm dbm db dba ' +
    'ph ntu us/cm µs/cm ms/cm mg/l g/l mg/m3 mg/nm3 kg/m3 cp mpas cst pu p.u. count counts bit bool raw eu'
  ).split(' '),
)

/** Whether a cell of a header can be an engineering unit. */
export function isUnit(cell: string): boolean {
  const text = cell.trim().replace(/^[[(]|[\])]$/g, '').toLowerCase()
  return unitWords.has(text)
}

/** The unit written into a name: `Pressure [bar]`, `Flow (m3/h)`, `T_in [°C]`. Round brackets count only around a known unit. */
export function unitIn(name: string): string {
  const square = /\[([^\]]{1,20})\]\s*$/.exec(name)
  if (square) return square[1]!.trim() === '-' ? '' : square[1]!.trim()
  const round = /\(([^)]{1,20})\)\s*$/.exec(name)
  if (round && isUnit(round[1]!) && round[1]!.trim() !== '-') return round[1]!.trim()
  // without brackets only what is no word: `Cooling water °C`
  const bare = /\s([°%‰]\S{0,2})$/.exec(name.trim())
  return bare && isUnit(bare[1]!) ? bare[1]! : ''
}

/** An asset's name proposed from a file's: without folder and extension, at most 200 characters. */
export function assetNameFrom(file: string): string {
  const base = file.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt|dat|npy|parquet|mat|gz)$/i, '')
  return base.trim().slice(0, 200) || 'Imported asset'
}
