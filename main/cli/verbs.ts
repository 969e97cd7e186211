import { archiveVerb, backupVerb, openVerb, restoreVerb } from './copyVerbs.ts'
import { demoVerb } from './demoVerb.ts'
import { deployVerb } from './deployVerbs.ts'
import { detectVerb } from './detectVerb.ts'
import { doctorVerb } from './doctorVerb.ts'
import { exportVerb } from './exportVerb.ts'
import { importVerb } from './importVerb.ts'
import { judgeVerb } from './judgeVerb.ts'
import { previewVerb, templatesVerb } from './previewVerb.ts'
import { eventsVerb, eventVerb, scoresVerb, seriesVerb } from './readVerbs.ts'
import { compareVerb, runsVerb, trainVerb } from './trainVerbs.ts'
import { retentionVerb } from './retentionVerb.ts'
import { thresholdVerb } from './thresholdVerb.ts'
import { tagVerb } from './tagVerb.ts'
import type { Verb } from './verb.ts'
import { watchVerb } from './watchVerb.ts'

/** The table of verbs, in the order of the main job. */
export const verbs: readonly Verb[] = [previewVerb, importVerb, watchVerb, templatesVerb, seriesVerb, tagVerb, detectVerb, thresholdVerb, scoresVerb, eventsVerb, eventVerb, judgeVerb, trainVerb, runsVerb, compareVerb, exportVerb, archiveVerb, openVerb, backupVerb, restoreVerb, retentionVerb, deployVerb, demoVerb, doctorVerb]
