/** The demonstration plant: a seeded, physically reasoned simulator with labelled faults. Everything it makes is to be marked as simulated. */
export { plantAssets, type MachineName, type PlantAsset, type PlantTag } from './assets.ts'
export type { FaultKind, PlantLabel, PlantWorkOrder } from './faults.ts'
export { generatePlant, plantLabels, plantWorkOrders, type PlantBlock, type PlantOptions } from './generate.ts'
export type { PlantSpan } from './plan.ts'
