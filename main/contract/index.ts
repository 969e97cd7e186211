/** The contract: the table of calls between any client and the core. One noun = one file here = one service in `main/core`. */
import { annotations } from './annotations.ts'
import { assets } from './assets.ts'
import { backups, exports } from './copies.ts'
import { deployments } from './deployments.ts'
import { detections } from './detection.ts'
import { events } from './events.ts'
import { imports } from './imports.ts'
import { changes, jobs } from './jobs.ts'
import { retention } from './retention.ts'
import { runs } from './runs.ts'
import { series } from './series.ts'
import { layouts, settings } from './settings.ts'
import { training } from './training.ts'

export const contract = { assets, imports, series, detections, events, annotations, training, runs, deployments, jobs, changes, settings, layouts, backups, exports, retention }
export type Contract = typeof contract
