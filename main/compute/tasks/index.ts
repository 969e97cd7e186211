import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'
import { demoRun } from './demoRun.ts'
import { detectCompare } from './detectCompare.ts'
import { detectRun } from './detectRun.ts'
import { evidence } from './evidence.ts'
import { exportRun } from './exportRun.ts'
import { importIdentify } from './importIdentify.ts'
import { importPreview } from './importPreview.ts'
import { importRun } from './importRun.ts'
import { keepThreshold } from './keepThreshold.ts'
import { gradeAgain } from './gradeAgain.ts'
import { retentionPreview, retentionRun } from './retention.ts'
import { seriesRead, seriesStatistics, seriesView } from './seriesRead.ts'
import { storeArchive, storeBackup } from './storeCopies.ts'
import { trainRun } from './trainRun.ts'
import { trainScore } from './trainScore.ts'
import { tryThreshold } from './tryThreshold.ts'

/** The table of tasks: one row, one file. */
export const tasks: { readonly [Name in keyof Tasks]: Task<Tasks[Name]['input'], Tasks[Name]['output']> } = {
  'import.preview': importPreview,
  'import.identify': importIdentify,
  'tags.grade': gradeAgain,
  'import.run': importRun,
  'export.run': exportRun,
  'store.backup': storeBackup,
  'store.archive': storeArchive,
  'retention.preview': retentionPreview,
  'retention.run': retentionRun,
  'demo.run': demoRun,
  'series.view': seriesView,
  'series.read': seriesRead,
  'series.statistics': seriesStatistics,
  'detect.run': detectRun,
  'detect.compare': detectCompare,
  'detect.try': tryThreshold,
  'detect.keep': keepThreshold,
  'train.run': trainRun,
  'train.score': trainScore,
  'events.evidence': evidence,
}
