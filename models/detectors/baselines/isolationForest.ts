import type { Method } from './method.ts'

/** All trees in one set of arrays. A node with `left` -1 is a leaf; `size` is how many sampled rows reached the node. */
export interface Forest {
  readonly roots: Int32Array
  readonly feature: Int32Array
  readonly split: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly size: Int32Array
  /** Rows drawn for each tree. */
  readonly sample: number
}

const trees = 100
const largestSample = 256
/** Rows that are scored at a time. */
const together = 256
const seed = 20081215

/**
 * Isolation forest (Liu, Ting & Zhou 2008): a row that random cuts separate early from the others is strange. A missing value is the
 * centre of its channel. A channel's own score is how far the cuts on it narrowed the crowd down, in bits: one cut that leaves half of
 * the rows is worth 1, one that leaves a row alone among 256 is worth 8.
 */
export const isolationForest: Method<Forest> = {
  id: 'isolation-forest',
  version: 3,
  title: 'Isolation forest',
  about: 'How early random cuts separate a row from the rows of the reference (Liu, Ting & Zhou 2008), 100 trees of 256 rows, fixed seed.',
  stage: 'level',
  fewest: 32,
  learn: (z) => growForest(z, { trees, sample: largestSample, random: seeded(seed) }),
  score: (forest, channels) => {
    const paths = pathsOf(forest, channels)
    return {
      memory: 0,
      run(_memory, z, own, asset) {
        const rows = new Float64Array(together * channels)
        const bits = new Float64Array(together * channels)
        for (let from = 0; from < asset.length; from += together) {
          const scores = asset.subarray(from, from + together)
          z.forEach((column, c) => scores.forEach((_, i) => (rows[i * channels + c] = Number.isNaN(column[from + i]) ? 0 : column[from + i])))
          anomalyScores(paths, rows, bits, scores)
          own.forEach((out, c) => scores.forEach((_, i) => (out[from + i] = Number.isNaN(z[c][from + i]) ? NaN : bits[i * channels + c])))
        }
      },
    }
  },
}

/** A forest as it is walked: nodes in pairs, the left at an even place and the right behind it, so that a step is one sum; all logarithms are taken once. */
export interface Paths {
  readonly channels: number
  readonly roots: Int32Array
  readonly feature: Int32Array
  readonly split: Float64Array
  /** Place of the left child; 0 at a leaf. */
  readonly left: Int32Array
  /** At a leaf the whole path with what it would have taken to part the rest; elsewhere 0. */
  readonly length: Float64Array
  /** Bits that the step into this node narrowed the crowd down, over the number of trees. */
  readonly bits: Float64Array
  /** What the sum of paths is divided by: trees x c(sample). */
  readonly usual: number
}

export function pathsOf({ roots, feature, split, left, right, size, sample }: Forest, channels: number): Paths {
  const nodes = feature.length
  // Places 0 and 1 stay empty, so that 0 can mean "no child"; each root has an empty place beside it.
  const places = 2 + 2 * roots.length + (nodes - roots.length)
  const at = { roots: new Int32Array(roots.length), feature: new Int32Array(places), split: new Float64Array(places), left: new Int32Array(places), length: new Float64Array(places), bits: new Float64Array(places) }
  let free = 2
  const take = () => (free += 2) - 2
  function lay(node: number, place: number, depth: number): void {
    if (left[node] < 0) {
      at.length[place] = depth + averagePath(size[node])
      return
    }
    at.feature[place] = feature[node]
    at.split[place] = split[node]
    const pair = (at.left[place] = take())
    for (const [side, child] of [left[node], right[node]].entries()) {
      at.bits[pair + side] = Math.log2(size[node] / size[child]) / roots.length
      lay(child, pair + side, depth + 1)
    }
  }
  roots.forEach((root, tree) => lay(root, (at.roots[tree] = take()), 0))
  return { ...at, channels, usual: roots.length * averagePath(sample) }
}

/**
 * 2 ^ (-mean path / c(sample)), in (0, 1), of each row. Tree by tree over all rows, so that a tree stays close to the processor.
 * @param rows as many as `scores`, row-major; fills `bits`, of the same shape, with each channel's mean part of the isolation.
 */
export function anomalyScores({ channels, roots, feature, split, left, length, bits: narrowed, usual }: Paths, rows: Float64Array, bits: Float64Array, scores: Float64Array): void {
  bits.fill(0)
  scores.fill(0)
  for (const root of roots) {
    for (let row = 0; row < scores.length; row++) {
      const base = row * channels
      let node = root
      let pair = left[node]
      while (pair > 0) {
        const cell = base + feature[node]
        node = rows[cell] <= split[node] ? pair : pair + 1
        bits[cell] += narrowed[node]
        pair = left[node]
      }
      scores[row] += length[node]
    }
  }
  for (let row = 0; row < scores.length; row++) scores[row] = 2 ** (-scores[row] / usual)
}

/** Mean length of an unsuccessful search in a binary search tree of n entries: c(n) in the paper. */
export function averagePath(n: number): number {
  if (n <= 1) return 0
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n
}

/** @param random uniform in [0, 1). Trees are at most log2(sample) deep, as in the paper. */
export function growForest(z: readonly Float64Array[], options: { trees: number; sample: number; random: () => number }): Forest {
  const rows = z[0].length
  const sample = Math.min(options.sample, rows)
  const depth = Math.ceil(Math.log2(sample))
  const { random } = options
  const nodes = { roots: [] as number[], feature: [] as number[], split: [] as number[], left: [] as number[], right: [] as number[], size: [] as number[] }
  const value = (c: number, row: number) => (Number.isNaN(z[c][row]) ? 0 : z[c][row])

  function grow(members: readonly number[], level: number): number {
    const node = nodes.feature.length
    nodes.feature.push(0)
    nodes.split.push(0)
    nodes.left.push(-1)
    nodes.right.push(-1)
    nodes.size.push(members.length)
    if (level === depth || members.length < 2) return node
    const cut = chooseCut(members)
    if (!cut) return node
    nodes.feature[node] = cut.channel
    nodes.split[node] = cut.at
    nodes.left[node] = grow(members.filter((row) => value(cut.channel, row) <= cut.at), level + 1)
    nodes.right[node] = grow(members.filter((row) => !(value(cut.channel, row) <= cut.at)), level + 1)
    return node
  }

  /** A random channel in which the members differ, and a random place between their extremes; undefined where they are all alike. */
  function chooseCut(members: readonly number[]): { channel: number; at: number } | undefined {
    const left = z.map((_, channel) => channel)
    while (left.length > 0) {
      const [channel] = left.splice(Math.floor(random() * left.length), 1)
      let low = Infinity
      let high = -Infinity
      for (const row of members) {
        const x = value(channel, row)
        if (x < low) low = x
        if (x > high) high = x
      }
      const at = low + random() * (high - low)
      // Rounding may put the place on the upper end, which would part nothing.
      if (high > low) return { channel, at: at < high ? at : low }
    }
    return undefined
  }

  for (let tree = 0; tree < options.trees; tree++) nodes.roots.push(grow(draw(rows, sample, random), 0))
  return {
    roots: Int32Array.from(nodes.roots),
    feature: Int32Array.from(nodes.feature),
    split: Float64Array.from(nodes.split),
    left: Int32Array.from(nodes.left),
    right: Int32Array.from(nodes.right),
    size: Int32Array.from(nodes.size),
    sample,
  }
}

/** `count` different rows (Floyd's algorithm: Bentley 1987). */
function draw(rows: number, count: number, random: () => number): number[] {
  const drawn = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = Math.floor(random() * (last + 1))
    drawn.add(drawn.has(row) ? last : row)
  }
  return [...drawn]
}

/** mulberry32: small, even, and the same everywhere. */
export function seeded(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x = (x + Math.imul(x ^ (x >>> 7), x | 61)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296
  }
}
