import type { Tag } from '../../../main/contract/assets.ts'

const label = /^(is[ _-]?)?(anomal|fault|label|attack|defect)/i
const noInput = /anomal|fault|label|attack|change[ _-]?point/i

type Known = Pick<Tag, 'id' | 'name' | 'kind'>

/** The tag that most likely marks known faults, by its name; a measured tag never does. A guess: it is shown and can be changed. */
export const likelyLabel = <One extends Known>(tags: readonly One[]): One | undefined => tags.find(({ name, kind }) => kind !== 'analogue' && label.test(name))

/** Tags that say what happened instead of measuring it: a network that sees them learns the answer. */
export const likelyNoInput = <One extends Known>(tags: readonly One[]): One[] => tags.filter(({ name, kind }) => kind !== 'analogue' && noInput.test(name))
