import { scoreChannel, scoreRelation } from './telltale/look.ts'
import { learnRelations, learnStages, learnTails } from './telltale/learn.ts'
import type { Work } from './steps.ts'

/** Every kind of work that detectors give away, by its name: what a thread can be asked for. */
export const works: ReadonlyMap<string, Work<unknown, unknown>> = new Map(
  [learnStages, learnRelations, learnTails, scoreChannel, scoreRelation].map((work) => [work.name, work as Work<unknown, unknown>]), // its input is what was sent under its name
)
