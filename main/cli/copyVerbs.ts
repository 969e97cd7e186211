import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ArchiveReport, CopyReport } from '../contract/copies.ts'
import { Fault } from '../contract/errors.ts'
import { openArchive, restoreSqliteStore } from '../storage/sqlite/index.ts'
import { finishJob } from './runJob.ts'
import { exit, iso, UsageError, type Arguments, type ClosedVerb, type SessionVerb } from './verb.ts'

const out = { type: 'string', value: 'FILE', about: 'where; default: in the home of the project' } as const

export const backupVerb: SessionVerb = {
  name: 'backup',
  usage: 'backup [--out FILE]',
  about: 'Copy the project while it is in use, and read the copy back. Nothing is ever written over.',
  options: { out },
  async run(session, args) {
    noPositionals(args)
    const to = args.text('out')
    const { job, path } = await start(session, 'backup', to)
    const { bytes, sha256 } = (await finishJob(session, job)).result as CopyReport // what store.backup answers
    session.out.result({ path, bytes, sha256 }, () => `${path}: ${bytes} bytes, read back and sound\nsha256 ${sha256}`)
    return exit.done
  },
}

export const archiveVerb: SessionVerb = {
  name: 'archive',
  usage: 'archive [--out FILE]',
  about: 'Write the whole project (data, catalogue, artifacts, hashes) into one file that opens on another machine with: telltale open FILE',
  options: { out },
  async run(session, args) {
    noPositionals(args)
    const { job, path } = await start(session, 'archive', args.text('out'))
    const { name: _, ...report } = (await finishJob(session, job)).result as ArchiveReport // what store.archive answers
    session.out.result({ path, ...report }, () => `${path}: ${report.bytes} bytes, ${report.points} points of ${report.series} series, ${report.artifacts} artifacts\ncontent ${report.content}`)
    return exit.done
  },
}

export const openVerb: ClosedVerb = {
  name: 'open',
  usage: 'open ARCHIVE [--home DIR]',
  about: 'Open a project archive in a home that has no project yet, after comparing every hash. The archive stays as it is.',
  options: {},
  async runClosed(place, args) {
    let told = -1
    const report = await openArchive({
      archive: resolve(onePositional(args, 'name the archive to open')),
      file: place.file,
      onProgress(progress) {
        const percent = Math.floor(progress * 100)
        if (percent !== told) place.out.remark(`${String(percent).padStart(3)} %  Comparing hashes.`)
        told = percent
      },
    })
    const { file, points, series, artifacts, createdAt, content } = report
    place.out.result({ file, points, series, artifacts, archivedAt: iso(createdAt), content }, () => `${file}: ${points} points of ${series} series, ${artifacts} artifacts; every hash fits\ncontent ${content}`)
    return exit.done
  },
}

export const restoreVerb: ClosedVerb = {
  name: 'restore',
  usage: 'restore BACKUP',
  about: 'Verify a backup and put it in the place of the project, which nobody may have open. What it replaces is kept beside it.',
  options: {},
  async runClosed(place, args) {
    const given = onePositional(args, 'name the backup: a file, or a name in the folder backups of the project')
    const inHome = join(place.home, 'backups', given)
    const backup = existsSync(given) || !existsSync(inHome) ? resolve(given) : inHome
    if (!existsSync(backup)) throw new Fault('file_unreadable', `There is no backup ${given}. ${backupsIn(place.home)}`, { backup })
    const { replaced } = await restoreSqliteStore({ backup, file: place.file, clock: Date.now })
    place.out.result({ file: place.file, backup, replaced }, () => `${place.file} is now as ${backup} holds it; the backup was read whole and is sound.${replaced ? ` What was there: ${replaced}` : ''}`)
    return exit.done
  },
}

/** The newest first: that is the one that is looked for. */
function backupsIn(home: string): string {
  const folder = join(home, 'backups')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.telltale-backup')).toSorted().toReversed() : []
  const [newest] = names
  return newest === undefined ? `There is none in ${folder} either.` : `Those of this project are in ${folder}, the newest is ${newest}.`
}

async function start(session: Parameters<SessionVerb['run']>[0], kind: 'backup' | 'archive', to: string | undefined): Promise<{ job: number; path: string }> {
  if (to !== undefined) {
    const path = resolve(to)
    return { job: (await session.core.jobs.start(kind, kind === 'backup' ? 'Back up the project' : 'Write the project into one file', { path })).id, path }
  }
  const { job, name } = kind === 'backup' ? await session.client.backups.create() : await session.client.exports.archive()
  return { job, path: join(session.home, kind === 'backup' ? 'backups' : 'exports', name) }
}

function noPositionals(args: Arguments): void {
  if (args.positionals.length > 0) throw new UsageError(`"${args.positionals.join(' ')}" is one word too many`)
}

function onePositional(args: Arguments, words: string): string {
  const [only, ...rest] = args.positionals
  if (!only || rest.length > 0) throw new UsageError(words)
  return only
}
