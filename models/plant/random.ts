/**
 * Seeded random numbers in named, independent streams: what one sensor draws never changes what another one sees.
 * Generator: sfc32 (C. Doty-Humphrey, PractRand); seeded by FNV-1a over seed and name.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Standard normal (Marsaglia's polar method). */
  normal(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
}

export function randomStream(seed: number, name: string): Random {
  let a = hash(`${seed}/a/${name}`)
  let b = hash(`${seed}/b/${name}`)
  let c = hash(`${seed}/c/${name}`)
  let counter = 1
  let spare = Number.NaN

  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  const normal = () => {
    if (spare === spare) {
      const kept = spare
      spare = Number.NaN
      return kept
    }
    let x, y, r2
    do {
      x = 2 * next() - 1
      y = 2 * next() - 1
      r2 = x * x + y * y
    } while (r2 >= 1 || r2 === 0)
    const scale = Math.sqrt((-2 * Math.log(r2)) / r2)
    spare = y * scale
    return x * scale
  }
  // sfc32 needs a few rounds before its words are mixed
  for (let i = 0; i < 15; i++) next()
  return { next, normal, between: (low, high) => low + (high - low) * next() }
}

/** A first-order autoregressive process of unit variance and correlation time `tau` (same unit as `dt`); one value a call. */
export function wander(random: Random, tau: number, dt: number): () => number {
  const keep = Math.exp(-dt / tau)
  const fresh = Math.sqrt(1 - keep * keep)
  let value = random.normal()
  return () => {
    value = keep * value + fresh * random.normal()
    return value
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value | 0
}
