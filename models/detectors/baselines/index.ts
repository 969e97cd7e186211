import type { Detector } from '../detector.ts'
import { baseline } from './baseline.ts'
import { isolationForest } from './isolationForest.ts'
import { matrixProfile } from './matrixProfile.ts'
import { pca } from './pca.ts'
import { persistence } from './persistence.ts'
import { zscore } from './zscore.ts'

/** What every other detector is judged beside: own implementations of textbook methods, deterministic, with fixed constants. */
export const baselines: readonly Detector[] = [baseline(zscore), baseline(pca), baseline(isolationForest), baseline(matrixProfile), baseline(persistence)]
