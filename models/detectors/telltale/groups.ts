/** More channels than a section of a plant holds are never compared all with all: it costs the cube of their number. */
const mostTogether = 100
/** Two are the fewest that can be compared. */
const fewestTogether = 2

/**
 * How many channels a reference of so many rows can compare with each other: no more than it has independent values of a course smoothed over `span` samples. Of a
 * covariance of more the reference itself fixes every direction, and what follows lies far out in all of them (Hotelling's T2 has no such covariance at all).
 */
const comparable = (rows: number, span: number) => Math.min(mostTogether, Math.max(fewestTogether, Math.floor(rows / span)))

/** Channels that follow each other less than this say nothing of each other. */
const related = 0.5
/** So many rows are enough to see who follows whom. */
const rowsCompared = 400

/**
 * Which channels are compared with each other: all, where the reference can compare so many; else the groups that follow each other most (single linkage of the
 * correlations of smoothed values, as far as a group does not outgrow what the reference can compare: Sneath 1957). What comes out does not hang on the order of the
 * channels, but for copies of one another.
 * @param z standardised channels. @param shortest span of the smoothing in samples, by which they are grouped. @param longest span with which they will be compared.
 * @returns positions in `z`, ascending in each group; every channel is in one, most of the unrelated alone.
 */
export function relatedGroups(z: readonly Float64Array[], shortest: number, longest: number): Int32Array[] {
  if (z.length === 0) return []
  const most = comparable(z[0].length, longest)
  if (z.length <= most) return [Int32Array.from(z, (_, at) => at)]
  const courses = z.map((column) => smoothedCourse(column, shortest))
  const pairs = strongestPairs(courses, most)
  const groupOf = Array.from(z, (_, at) => [at])
  for (const { a, b } of pairs) {
    const [one, other] = [groupOf[a], groupOf[b]]
    if (one === other || one.length + other.length > most) continue
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
function strongestPairs(courses: readonly Float64Array[], most: number): Pair[] {
  const n = courses.length
  const rows = courses[0].length
  // The strongest of each course so far, in falling order.
  const strengths = Array.from(courses, () => new Float64Array(most))
  const partners = Array.from(courses, () => new Int32Array(most).fill(-1))
  const keep = (of: number, partner: number, strength: number) => {
    const own = strengths[of]
    if (strength <= own[most - 1]) return
    let at = most - 1
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
