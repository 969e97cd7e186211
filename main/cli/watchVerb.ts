import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../contract/errors.ts'
import type { WatchedFolder } from '../contract/watched.ts'
import { watchRows } from '../core/watchRows.ts'
import { finishJob } from './runJob.ts'
import { exit, iso, UsageError, type Arguments, type Session, type SessionVerb } from './verb.ts'

export const watchVerb: SessionVerb = {
  name: 'watch',
  usage: 'watch [list] | watch add FOLDER [--asset NAME] | watch remove FOLDER | watch look [--rest SECONDS] | watch retry FOLDER FILE [--as-guessed]',
  about: 'Folders whose files are imported by themselves, each content once: by the window and the server while they run, by `watch look` at any time. Exit code 3: done, some files were not taken.',
  options: {
    asset: { type: 'string', value: 'NAME', about: 'the asset of all files of this folder; default: each by its file name' },
    rest: { type: 'string', value: 'SECONDS', about: 'how long size and time of a file must rest before it is taken (default 5)' },
    'as-guessed': { type: 'boolean', about: 'read this file, and all of its kind in this folder, as guessed although the times are not sure' },
  },
  async run(session, args) {
    const [what = 'list', ...names] = args.positionals
    const [folder, file, ...more] = names
    if (what === 'list' && folder === undefined) return listed(session)
    if (what === 'look' && folder === undefined) return lookNow(session, args)
    if (what === 'add' && folder !== undefined && file === undefined) {
      const { ref } = session.sources.registerFolder(folder)
      const added = await session.client.imports.watch({ folder: ref, asset: args.text('asset') ?? null })
      const [shape] = await shapes(session, [added])
      session.out.result(shape, () => `Watched: ${shape!.folder}. Files are taken by the window or the server while they run, or by: telltale watch look`)
      return exit.done
    }
    if (what === 'remove' && folder !== undefined && file === undefined) {
      const { id, folder: path } = await named(session, folder)
      const { removed } = await session.client.imports.unwatch({ id })
      session.out.result({ id, folder: path, removed }, () => `No longer watched: ${path}. What was imported stays.`)
      return exit.done
    }
    if (what === 'retry' && folder !== undefined && file !== undefined && more.length === 0) {
      const { id } = await named(session, folder)
      const [shape] = await shapes(session, [await session.client.imports.retryWatched({ id, file, asGuessed: args.flag('as-guessed') })])
      session.out.result(shape, () => `${file} is looked at again.`)
      return exit.done
    }
    throw new UsageError('say list, add FOLDER, remove FOLDER, look, or retry FOLDER FILE')
  },
}

async function listed(session: Session): Promise<number> {
  const all = await shapes(session, await session.client.imports.watched())
  session.out.result(all, () => all.map(words).join('\n') || 'No folder is watched. Watch one with: telltale watch add FOLDER')
  return exit.done
}

/** Looks, waits until what was found rests, and imports what does, until nothing more can be taken. */
async function lookNow(session: Session, args: Arguments): Promise<number> {
  const restMs = (args.number('rest', { min: 0, max: 86_400 }) ?? 5) * 1000
  const { core, client } = session
  const look = () => core.watch?.look({ restMs })
  await look()
  for (let waited = false; ; ) {
    const folders = await client.imports.watched()
    const running = folders.flatMap(({ files }) => files).find(({ state }) => state === 'importing')
    if (running?.job) await finishJob(session, running.job).catch(() => undefined) // how it ended is told below
    else if (!waited && folders.some(({ counts }) => counts.settling > 0 || counts.waiting > 0)) {
      waited = true
      await sleep(restMs)
    } else {
      const all = await shapes(session, folders)
      session.out.result(all, () => all.map(words).join('\n') || 'No folder is watched. Watch one with: telltale watch add FOLDER')
      return folders.some(({ state, counts }) => state !== 'watching' || counts.failed + counts.unsure > 0) ? exit.rejects : exit.done
    }
    await look()
  }
}

/** The watched folder with this path or id. @throws Fault `not_found` that lists those there are. */
async function named(session: Session, name: string) {
  const all = await shapes(session, await session.client.imports.watched())
  const real = await session.core.watch?.realPath(name)
  const found = all.find(({ id, folder }) => id === name || folder === name || folder === real)
  if (!found) throw new Fault('not_found', `${name} is not watched. ${all.length > 0 ? `Watched are: ${all.map(({ folder }) => folder).join(', ')}.` : 'No folder is.'}`, { folder: name })
  return found
}

/** The stable shape of the command line's JSON, documented in docs/cli.md. Whoever sits at the command line may see paths. */
async function shapes({ store }: Session, folders: readonly WatchedFolder[]) {
  const paths = new Map((await watchRows(store.catalog).folders()).map(({ id, path }) => [id, path]))
  return folders.map(({ id, name, asset, addedAt, state, words, counts, files }) => ({
    id, folder: paths.get(id) ?? name, asset, addedAt: iso(addedAt), state, words, counts,
    files: files.map((file) => ({ file: file.name, state: file.state, words: file.words, bytes: file.bytes, modified: iso(file.modifiedAt), job: file.job, counts: file.counts })),
  }))
}

function words({ folder, asset, state, words: why, files }: Awaited<ReturnType<typeof shapes>>[number]): string {
  return [`${folder} -> ${asset ?? 'an asset for each file'}  ${state}${why ? `: ${why}` : ''}`, ...files.slice(0, 50).map((file) => `  ${file.state.padEnd(9)}  ${file.file}  ${file.words}`)].join('\n')
}
