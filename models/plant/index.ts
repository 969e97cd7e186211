/** The demonstration plant: a seeded, physically reasoned simulator with labelled faults. Everything it makes is to be marked as simulated. */
export { plantAssets } from './assets.ts'
export { generatePlant, plantLabels, plantWorkOrders, type PlantBlock } from './generate.ts'
export type { PlantSpan } from './plan.ts'
