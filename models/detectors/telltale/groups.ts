/** Up to so many channels are compared all with all: that is what a plant section holds, and what a reference of a few hundred rows still tells apart. */
const mostTogether = 100
/** Of more channels, groups of at most so many. */
const mostInGroup = 24
/** Channels that follow each other less than this say nothing of each other. */
const related = 0.5
/** So many rows are enough to see who follows whom. */
const rowsCompared = 400

/**
 * Which channels are compared with each other: all of a small asset, and of a wide one the groups that follow each other most (single linkage of the
 * correlations of smoothed values, as far as a group does not outgrow its limit: Sneath 1957). With more channels than rows a covariance of all of them says nothing, and
 * costs the cube of their number. What comes out does not hang on the order of the channels, but for copies of one another.
 * @param z standardised channels. @param span of the smoothing, in samples. @returns positions in `z`, ascending in each group; every channel is in one, most of the unrelated alone.
 */
export function relatedGroups(z: readonly Float64Array[], span: number): Int32Array[] {
  if (z.length <= mostTogether) return z.length === 0 ? [] : [Int32Array.from(z, (_, at) => at)]
  const courses = z.map((column) => smoothedCourse(column, span))
  const pairs = strongestPairs(courses)
  const groupOf = Array.from(z, (_, at) => [at])
  for (const { a, b } of pairs) {
    const [one, other] = [groupOf[a], groupOf[b]]
    if (one === other || one.length + other.length > mostInGroup) continue
    one.push(...other)
    for (const member of other) groupOf[member] = one
  }
  return [...new Set(groupOf)].map((members) => Int32Array.from(members).sort())
}

/** The smoothed course at rows evenly apart, of mean 0 and length 1; all 0 where it stands still. */
function smoothedCourse(column: Float64Array, span: number): Float64Array {
  const rows = column.length
  const step = Math.max(1, Math.ceil(rows / rowsCompared))
  const course = new Float64Array(Math.floor(rows / step))
  const weight = 2 / (span + 1)
  let mean = 0
  for (let i = 0; i < rows; i++) {
    const x = column[i]
    if (!Number.isNaN(x)) mean += weight * (x - mean)
    if (i % step === step - 1) course[(i - step + 1) / step] = mean
  }
  let sum = 0
  for (const x of course) sum += x
  let square = 0
  for (let i = 0; i < course.length; i++) {
    course[i] -= sum / course.length
    square += course[i] * course[i]
  }
  const length = Math.sqrt(square)
  for (let i = 0; i < course.length; i++) course[i] = length > 1e-9 ? course[i] / length : 0
  return course
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly strength: number
}

/** For each course those that follow it most, no more than a group holds; all pairs together, the strongest first. */
function strongestPairs(courses: readonly Float64Array[]): Pair[] {
  const n = courses.length
  const rows = courses[0].length
  // The strongest of each course so far, in falling order.
  const strengths = Array.from(courses, () => new Float64Array(mostInGroup))
  const partners = Array.from(courses, () => new Int32Array(mostInGroup).fill(-1))
  const keep = (of: number, partner: number, strength: number) => {
    const own = strengths[of]
    if (strength <= own[mostInGroup - 1]) return
    let at = mostInGroup - 1
    for (; at > 0 && own[at - 1] < strength; at--) {
      own[at] = own[at - 1]
      partners[of][at] = partners[of][at - 1]
    }
    own[at] = strength
    partners[of][at] = partner
  }
  for (let a = 1; a < n; a++) {
    const one = courses[a]
    for (let b = 0; b < a; b++) {
      const other = courses[b]
      let dot = 0
      for (let i = 0; i < rows; i++) dot += one[i] * other[i]
      const strength = Math.abs(dot)
      if (strength < related) continue
      keep(a, b, strength)
      keep(b, a, strength)
    }
  }
  const pairs = partners.flatMap((own, a): Pair[] => Array.from(own, (b, k) => ({ a, b, strength: strengths[a][k] })).filter(({ b }) => b >= 0))
  return pairs.sort((x, y) => y.strength - x.strength)
}
