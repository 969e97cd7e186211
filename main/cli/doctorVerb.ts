import { counted, exit, type Verb } from './verb.ts'

export const doctorVerb: Verb = {
  name: 'doctor',
  usage: 'doctor',
  about: 'Check the store, the runtime and what is optional; says what to do about what is wrong. Exit code 1 when the store is damaged.',
  options: {},
  async run(session) {
    const { version, commit, environment, runtime, store } = await session.client.settings.about()
    const { ok, problems } = await session.store.check()
    const counts = { assets: (await session.client.assets.list()).length, jobs: (await session.client.jobs.list()).length }
    session.out.result({ ok: ok && store.healthy, version, commit, environment, home: session.home, runtime, store, problems, ...counts }, () =>
      [
        `telltale ${version} (${environment}), node ${runtime['node']}`,
        `project: ${session.home}, ${store.words}`,
        `${counted(counts.assets, 'asset')}, ${counted(counts.jobs, 'job')}`,
        ok ? 'Every stored chunk was read back and matches its checksum.' : `Damaged:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      ].join('\n'),
    )
    return ok && store.healthy ? exit.done : exit.failed
  },
}
