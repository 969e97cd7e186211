import { wander, type Random } from './random.ts'

const hour = 3_600_000
const day = 24 * hour
const tropicalYear = 365.2422 * day

/** What acts on every machine at once. One object, rewritten every row. */
export interface Surroundings {
  /** °C outdoors. */
  ambient: number
  /** °C in the ventilated and heated pump hall. */
  hall: number
  /** °C in the boiler house. */
  boilerHouse: number
  /** °C of the cooling water from the tower basin. */
  coolingWater: number
  /** Share of nominal production, 0 when the process stands. */
  load: number
  /** Share of nominal steam. */
  steam: number
  /** m³/h of cooling water drawn by the other users of the header. */
  otherUsers: number
  /** Mains voltage as a share of nominal. */
  mains: number
}

/**
 * Weather of a temperate inland site (yearly and daily course, passing fronts, cloud) and the plan of production: campaigns of days
 * with ramps between them, quieter nights and Sundays, and the operators' small corrections.
 */
export function createSurroundings(weather: Random, planner: Random, dt: number): (time: number, producing: boolean) => Surroundings {
  const front = wander(weather, 2.6 * day, dt)
  const cloud = wander(weather, 9 * hour, dt)
  const gust = wander(weather, 0.4 * hour, dt)
  const swing = wander(planner, 0.7 * hour, dt)
  const users = wander(planner, 2.5 * hour, dt)
  const ripple = wander(planner, 0.1 * hour, dt)
  const grid = wander(planner, 1.3 * hour, dt)
  const tower = wander(weather, 2.2 * hour, dt)
  const hallKeep = Math.exp(-dt / (5 * hour))
  const basinKeep = Math.exp(-dt / (4 * hour))
  const steamKeep = Math.exp(-dt / (0.5 * hour))
  const ramp = (0.08 * dt) / hour
  const approach = 1 - Math.exp(-dt / (0.6 * hour))

  const now: Surroundings = { ambient: 10, hall: 22, boilerHouse: 30, coolingWater: 23, load: 0.8, steam: 0.8, otherUsers: 420, mains: 1 }
  let campaign = 0.84
  let campaignEnds = Number.NaN
  let plannedLoad = campaign
  let consumers = 0
  let settled = false

  return (time, producing) => {
    const season = Math.cos((2 * Math.PI * (time - Date.UTC(2024, 6, 22))) / tropicalYear)
    const dayShare = (time % day) / day
    const sun = Math.max(-0.45, Math.sin(2 * Math.PI * (dayShare - 0.29)))
    const clear = 1 / (1 + Math.exp(-1.6 * cloud()))
    now.ambient = 10.2 + 8.8 * season + 3.1 * front() + (2.2 + 1.4 * season + 3 * clear) * sun + 0.25 * gust()
    const wetBulb = now.ambient - 1 - 0.25 * Math.max(0, now.ambient - 5) - 1.4 * clear * Math.max(0, sun)

    if (campaignEnds !== campaignEnds) campaignEnds = time + planner.between(1.2, 4) * day
    while (time >= campaignEnds) {
      campaign = planner.between(0.66, 0.98)
      consumers = planner.between(-1, 1)
      campaignEnds += planner.between(1.2, 5) * day
    }
    const sunday = new Date(time).getUTCDay() === 0 ? 0.93 : 1
    const night = dayShare < 0.22 || dayShare > 0.9 ? 0.975 : 1
    const wish = producing ? campaign * sunday * night : 0
    // a trip is at once, a ramp takes hours
    plannedLoad = wish === 0 ? 0 : plannedLoad === 0 ? 0.35 : plannedLoad + Math.max(-ramp, Math.min(ramp, approach * (wish - plannedLoad)))
    const jitter = 1 + 0.011 * swing() + 0.003 * ripple()
    now.load = plannedLoad * jitter

    const hallAim = 22 + 0.13 * (now.ambient - 10) + 1.2 * now.load
    const boilerAim = 30 + 0.17 * (now.ambient - 10) + 2.5 * now.load
    // the tower's fans hold the basin near 23 °C, in steps of a fan, until the wet bulb makes it impossible
    const reachable = wetBulb + 2.4 + 2.2 * now.load
    const basinAim = 23 + 0.55 * tower() + softPlus(reachable - 23.6, 1.2)
    const steamAim = (producing ? 0.25 : 0) + 0.62 * now.load - (producing ? 0.045 * season : 0)
    if (!settled) {
      now.hall = hallAim
      now.boilerHouse = boilerAim
      now.coolingWater = basinAim
      now.steam = steamAim
      settled = true
    }
    now.hall = hallAim + hallKeep * (now.hall - hallAim)
    now.boilerHouse = boilerAim + hallKeep * (now.boilerHouse - boilerAim)
    now.coolingWater = basinAim + basinKeep * (now.coolingWater - basinAim)
    now.steam = steamAim + steamKeep * (now.steam - steamAim)
    now.otherUsers = 430 + 14 * season + 34 * consumers + 22 * users() + 5 * ripple()
    now.mains = 1 + 0.006 * grid()
    return now
  }
}

/** A smooth max(0, x) with a bend of the given width. */
function softPlus(x: number, width: number): number {
  return x > 30 * width ? x : width * Math.log1p(Math.exp(x / width))
}
