import { finishJob } from './runJob.ts'
import { exit, type Verb } from './verb.ts'

export const demoVerb: Verb = {
  name: 'demo',
  usage: 'demo',
  about: 'Generate the demonstration plant: a year of simulated data, marked SIMULATED wherever it is drawn.',
  options: {},
  async run(session) {
    const { job } = await session.client.imports.demo()
    const { points } = (await finishJob(session, job)).result as { points: number } // what demo.run answers
    const assets = (await session.client.assets.list()).filter(({ simulated }) => simulated).map(({ name, tags }) => ({ asset: name, tags }))
    session.out.result({ points, simulated: true, assets }, () => `Demonstration plant (simulated): ${assets.length} assets, ${points} points`)
    return exit.done
  },
}
