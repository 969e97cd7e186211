import type { WatchedFileState, WatchedFolderState } from '../../main/contract/watched.ts'
import type { Tag } from '../../main/contract/assets.ts'

/** The sentences about watched folders, in the Import panel. */
export const watched = {
  title: 'Watched folders',
  about: 'Files that come into a watched folder are imported by themselves once they rest, each content once, and read as the last file of their kind was corrected.',
  none: 'No folder is watched. Have the logger or the nightly export write into a folder, and watch that.',
  loading: 'Looking at the watched folders',
  asset: 'Files go into',
  assetEach: 'one for each file name',
  pick: 'Watch a folder',
  pickTitle: 'Watch this folder',
  choose: 'Folder of the server',
  noneOffered: 'This server offers no folder: whoever runs it lists them under data_ingestion.watch_roots.',
  into: (asset: string | null) => (asset === null ? 'into an asset for each file name' : `into ${asset}`),
  stop: 'Stop watching',
  stopAbout: 'What was imported stays',
  states: { new: 'not looked at yet', watching: 'watching', missing: 'not there', refused: 'may not be watched', unreadable: 'cannot be read', crowded: 'too many files' } satisfies Record<WatchedFolderState, string>,
  nothingYet: 'Nothing has come in yet.',
  fileStates: { settling: 'settling', waiting: 'waiting', importing: 'importing', paused: 'paused', done: 'imported', same: 'same content', unsure: 'not sure', failed: 'failed' } satisfies Record<WatchedFileState, string>,
  file: 'file',
  state: 'state',
  what: 'what became of it',
  size: 'size',
  look: 'Look at it',
  asGuessed: 'Read as guessed',
  asGuessedAbout: 'This file and all of its kind in this folder',
  retry: 'Try again',
  showAll: (n: number) => `Show all ${n}`,
  showFew: 'Show fewer',
  onlyNewest: (n: number) => `The first ${n}: what needs somebody, then the newest.`,
}

/** The sentences about guesses that have no simple field, about wide files and about rejects. */
export const importReview = {
  saveRejects: 'Save the rejected rows',
  unitsRow: 'Row with the units',
  unitsRowHelp: 'Counted from 1; empty when there is none',
  missing: 'Cells that mean no value',
  missingHelp: 'Words with commas between them',
  variables: 'Variables',
  variablesHelp: 'Names with commas between them, side by side as columns of one recording',
  filterColumns: 'Find a column',
  moreColumns: (n: string) => `${n} more: find them by name.`,
  moreCells: (n: string) => `and ${n} more columns`,
  roles: { value: 'value', ignore: 'ignore', label: 'label' },
  allAs: 'All that are shown are',
}

/** The sentences about the tags of an asset and how far their recordings can be trusted. */
export const tagHealth = {
  title: (asset: string) => `Tags of ${asset} and their health`,
  loading: 'Asking for the tags',
  tag: 'tag',
  kind: 'kind',
  unit: 'unit',
  points: 'points',
  health: 'health',
  cure: 'what was seen, and what to do',
  grades: { high: 'high', medium: 'medium', low: 'low' } satisfies Record<NonNullable<Tag['grade']>, string>,
  ungraded: 'not judged',
  more: (n: string) => `${n} more, trusted at least as much: telltale tag, or the tree at the left.`,
  fine: 'Nothing stands in the way of learning on it.',
  guessed: 'guessed',
  kindOf: (tag: string) => `${tag}: kind of the tag`,
  unitOf: (tag: string) => `${tag}: unit of the tag`,
  setBy: 'Set by an engineer',
  guessedBy: 'Guessed from the recording',
}
