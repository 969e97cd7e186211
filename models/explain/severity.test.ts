import { describe, expect, it } from 'vitest'
import { severityOf } from './severity.ts'

const short = { score: 5, threshold: 4, samples: 3, channelsInvolved: 1, channelsJudged: 8 }

describe('severityOf', () => {
  it('calls a short excursion of one channel just over the threshold 4', () => {
    expect(severityOf(short)).toBe(4)
  })

  it('becomes more severe with probability, duration and breadth and ends at 1', () => {
    expect(severityOf({ ...short, score: 8 })).toBe(3)
    expect(severityOf({ ...short, score: 8, samples: 30 })).toBe(2)
    expect(severityOf({ ...short, score: 12, samples: 400, channelsInvolved: 6 })).toBe(1)
  })

  it('does not call a single-channel asset broad', () => {
    expect(severityOf({ ...short, channelsInvolved: 1, channelsJudged: 1 })).toBe(4)
  })
})
