/**
 * Every action of the workstation, once: the palette, the menus, the shortcuts page and the keyboard are made from this table.
 * Who can carry an action out registers for it with `useActions`; an action nobody answers says where it belongs.
 */
import { useEffect, useRef } from 'react'
import type { PanelId } from '../panels/index.ts'

export type Group = 'Go to' | 'Time' | 'Triage' | 'Explore' | 'Training' | 'Deploy' | 'Workspace'

interface ActionRow {
  readonly id: string
  readonly title: string
  readonly group: Group
  /** Chords as in `ctrl+k`, `shift+j`, `[`, `escape`. `ctrl` is Command on a Mac. */
  readonly keys: readonly string[]
  /** The keys (not the palette entry) work only while one of these panels is in front. */
  readonly panels?: readonly PanelId[]
}

const triage: readonly PanelId[] = ['events', 'investigate']
const charts: readonly PanelId[] = ['explore', 'overview']
const explore: readonly PanelId[] = ['explore']
const deploy: readonly PanelId[] = ['deploy']
const training: readonly PanelId[] = ['training']

export const actions = [
  { id: 'palette', title: 'Find an action, asset or event', group: 'Workspace', keys: ['ctrl+k', 'ctrl+shift+p'] },
  { id: 'go.overview', title: 'Overview', group: 'Go to', keys: ['g o'] },
  { id: 'go.events', title: 'Events', group: 'Go to', keys: ['g e'] },
  { id: 'go.investigate', title: 'Investigate', group: 'Go to', keys: ['g i'] },
  { id: 'go.explore', title: 'Explore', group: 'Go to', keys: ['g x'] },
  { id: 'go.detect', title: 'Detect', group: 'Go to', keys: ['g d'] },
  { id: 'go.training', title: 'Training', group: 'Go to', keys: ['g t'] },
  { id: 'go.deploy', title: 'Deploy', group: 'Go to', keys: ['g p'] },
  { id: 'go.import', title: 'Import', group: 'Go to', keys: ['g m'] },
  { id: 'go.jobs', title: 'Jobs', group: 'Go to', keys: ['g j'] },
  { id: 'go.settings', title: 'Settings', group: 'Go to', keys: ['g s', 'ctrl+,'] },
  { id: 'go.strongest', title: 'Open the strongest unjudged event', group: 'Go to', keys: ['g g'] },
  { id: 'go.tree', title: 'Search assets and tags', group: 'Go to', keys: ['/'] },
  { id: 'time.back', title: 'Back to what was shown before: asset and time', group: 'Time', keys: ['['] },
  { id: 'time.forward', title: 'Forward to what was shown after it', group: 'Time', keys: [']'] },
  { id: 'time.whole', title: 'Show the whole history', group: 'Time', keys: ['w'] },
  { id: 'time.left', title: 'Pan left', group: 'Time', keys: ['arrowleft'], panels: charts },
  { id: 'time.right', title: 'Pan right', group: 'Time', keys: ['arrowright'], panels: charts },
  { id: 'time.in', title: 'Zoom in', group: 'Time', keys: ['+', '='], panels: charts },
  { id: 'time.out', title: 'Zoom out', group: 'Time', keys: ['-'], panels: charts },
  { id: 'time.event', title: 'Show the time of the selected event', group: 'Time', keys: ['t'] },
  { id: 'events.next', title: 'Next event', group: 'Triage', keys: ['j'], panels: triage },
  { id: 'events.previous', title: 'Previous event', group: 'Triage', keys: ['k'], panels: triage },
  { id: 'verdict.problem', title: 'Verdict: problem', group: 'Triage', keys: ['1'], panels: triage },
  { id: 'verdict.not_a_problem', title: 'Verdict: not a problem', group: 'Triage', keys: ['2'], panels: triage },
  { id: 'verdict.investigate', title: 'Verdict: investigate', group: 'Triage', keys: ['3'], panels: triage },
  { id: 'verdict.do_not_investigate', title: 'Verdict: do not investigate', group: 'Triage', keys: ['4'], panels: triage },
  { id: 'verdict.seen_before', title: 'Verdict: seen before', group: 'Triage', keys: ['5'], panels: triage },
  { id: 'verdict.postponed', title: 'Verdict: postpone', group: 'Triage', keys: ['6'], panels: triage },
  { id: 'verdict.undo', title: 'Undo the last verdict', group: 'Triage', keys: ['z', 'ctrl+z'], panels: triage },
  { id: 'verdict.redo', title: 'Put the verdict there again', group: 'Triage', keys: ['shift+z', 'ctrl+shift+z', 'ctrl+y'], panels: triage },
  { id: 'events.extendDown', title: 'Mark this event and the next', group: 'Triage', keys: ['shift+j'], panels: triage },
  { id: 'events.extendUp', title: 'Mark this event and the one before', group: 'Triage', keys: ['shift+k'], panels: triage },
  { id: 'events.markAll', title: 'Mark every event of the queue', group: 'Triage', keys: ['ctrl+a'], panels: triage },
  { id: 'events.markNone', title: 'Mark none', group: 'Triage', keys: ['escape'], panels: triage },
  { id: 'events.note', title: 'Write a note', group: 'Triage', keys: ['n'], panels: triage },
  { id: 'events.explore', title: 'Open the event in Explore', group: 'Triage', keys: ['x'], panels: triage },
  { id: 'events.filter', title: 'Filter the queue', group: 'Triage', keys: ['f'], panels: triage },
  { id: 'explore.clear', title: 'Remove all lanes', group: 'Explore', keys: [] },
  { id: 'explore.picture', title: 'Save the lanes as a picture', group: 'Explore', keys: [] },
  { id: 'explore.csv', title: 'Save what is shown as CSV', group: 'Explore', keys: [] },
  { id: 'explore.cursors', title: 'Remove the cursors', group: 'Explore', keys: ['escape'], panels: explore },
  { id: 'explore.extremes', title: 'Mark minimum and maximum', group: 'Explore', keys: ['m'], panels: explore },
  { id: 'explore.crossLeft', title: 'Crosshair to the left', group: 'Explore', keys: [','], panels: explore },
  { id: 'explore.crossRight', title: 'Crosshair to the right', group: 'Explore', keys: ['.'], panels: explore },
  { id: 'explore.cursorA', title: 'Cursor A at the crosshair', group: 'Explore', keys: ['a'], panels: explore },
  { id: 'explore.cursorB', title: 'Cursor B at the crosshair', group: 'Explore', keys: ['b'], panels: explore },
  { id: 'explore.zoomCursors', title: 'Zoom to the stretch between the cursors', group: 'Explore', keys: ['z'], panels: explore },
  { id: 'explore.running', title: 'Statistics while running only, or of everything', group: 'Explore', keys: ['r'], panels: explore },
  { id: 'explore.annotate', title: 'Annotate the stretch between the cursors', group: 'Explore', keys: ['n'], panels: explore },
  { id: 'explore.notes', title: 'Show or hide the annotations', group: 'Explore', keys: ['e'], panels: explore },
  { id: 'explore.limits', title: 'Set limits of the tags shown', group: 'Explore', keys: ['i'], panels: explore },
  { id: 'explore.undo', title: 'Undo what was done to lanes or annotations', group: 'Explore', keys: ['ctrl+z'], panels: explore },
  { id: 'explore.redo', title: 'Redo what was done to lanes or annotations', group: 'Explore', keys: ['ctrl+shift+z', 'ctrl+y'], panels: explore },
  { id: 'explore.link', title: 'Copy a link to this view', group: 'Explore', keys: ['l'], panels: explore },
  { id: 'explore.copyPicture', title: 'Copy the lanes as a picture', group: 'Explore', keys: ['p'], panels: explore },
  { id: 'training.setUp', title: 'Set up a training', group: 'Training', keys: ['n'], panels: training },
  { id: 'training.next', title: 'Next run', group: 'Training', keys: ['j'], panels: training },
  { id: 'training.previous', title: 'Previous run', group: 'Training', keys: ['k'], panels: training },
  { id: 'training.mark', title: 'Mark the run to compare it', group: 'Training', keys: ['m'], panels: training },
  { id: 'training.unmark', title: 'Mark no run', group: 'Training', keys: ['escape'], panels: training },
  { id: 'training.pause', title: 'Pause the training, or go on with it', group: 'Training', keys: ['p'], panels: training },
  { id: 'training.stop', title: 'Stop the training and keep its best epoch', group: 'Training', keys: ['s'], panels: training },
  { id: 'training.cancel', title: 'Cancel the training', group: 'Training', keys: [] },
  { id: 'training.again', title: 'Run again with the same settings', group: 'Training', keys: ['r'], panels: training },
  { id: 'training.log', title: 'Loss on a logarithmic axis', group: 'Training', keys: ['l'], panels: training },
  { id: 'training.scores', title: 'Scores of the trained network, or its curves', group: 'Training', keys: ['v'], panels: training },
  { id: 'training.smooth', title: 'Smooth the curves', group: 'Training', keys: ['h'], panels: training },
  { id: 'deploy.stack', title: 'Deploy: what the stack is', group: 'Deploy', keys: ['1'], panels: deploy },
  { id: 'deploy.rehearsal', title: 'Deploy: rehearse without a cluster', group: 'Deploy', keys: ['2'], panels: deploy },
  { id: 'deploy.target', title: 'Deploy: choose where to', group: 'Deploy', keys: ['3'], panels: deploy },
  { id: 'deploy.plan', title: 'Deploy: plan what would change', group: 'Deploy', keys: ['4'], panels: deploy },
  { id: 'deploy.running', title: 'Deploy: what runs now', group: 'Deploy', keys: ['5'], panels: deploy },
  { id: 'deploy.refresh', title: 'Ask the target again', group: 'Deploy', keys: ['r'], panels: deploy },
  { id: 'deploy.apply', title: 'Apply the plan', group: 'Deploy', keys: ['a'], panels: deploy },
  { id: 'deploy.cancel', title: 'Call the change back, or stop it', group: 'Deploy', keys: ['escape'], panels: deploy },
  { id: 'tree.toggle', title: 'Show or hide the asset tree', group: 'Workspace', keys: ['ctrl+b'] },
  { id: 'theme.dark', title: 'Dark colours', group: 'Workspace', keys: [] },
  { id: 'theme.light', title: 'Light colours', group: 'Workspace', keys: [] },
  { id: 'theme.system', title: 'Colours as the system has them', group: 'Workspace', keys: [] },
  { id: 'layout.save', title: 'Save the layout under a name', group: 'Workspace', keys: ['ctrl+shift+s'] },
  { id: 'layout.undo', title: 'Undo the change of the layout', group: 'Workspace', keys: ['alt+z'] },
  { id: 'layout.redo', title: 'Redo the change of the layout', group: 'Workspace', keys: ['alt+shift+z'] },
  { id: 'layout.reset', title: 'Back to the first layout', group: 'Workspace', keys: [] },
  { id: 'panel.close', title: 'Close the panel in front', group: 'Workspace', keys: ['alt+w'] },
  { id: 'panel.next', title: 'Next panel', group: 'Workspace', keys: ['alt+]'] },
  { id: 'panel.previous', title: 'Previous panel', group: 'Workspace', keys: ['alt+['] },
  { id: 'jobs.tray', title: 'Show or hide running jobs', group: 'Workspace', keys: ['ctrl+j'] },
  { id: 'import.demo', title: 'Generate the demonstration plant', group: 'Workspace', keys: [] },
  { id: 'tour', title: 'Guided tour: the first five minutes', group: 'Workspace', keys: [] },
  { id: 'diagnostics', title: 'Save the diagnostics', group: 'Workspace', keys: [] },
  { id: 'shortcuts', title: 'Keyboard shortcuts', group: 'Workspace', keys: ['?'] },
] as const satisfies readonly ActionRow[]

export type ActionId = (typeof actions)[number]['id']
export const actionRows: readonly (ActionRow & { readonly id: ActionId })[] = actions

export function actionRow(id: ActionId): ActionRow & { readonly id: ActionId } {
  const row = actionRows.find((action) => action.id === id)
  if (!row) throw new Error(`no action ${id}`)
  return row
}

type Handler = () => void
const handlers = new Map<ActionId, Handler[]>()

/** Registers the caller's handlers for as long as it is mounted. The one that came last answers. */
export function useActions(table: Partial<Record<ActionId, Handler>>): void {
  const latest = useRef(table)
  useEffect(() => {
    latest.current = table
  })
  const ids = Object.keys(table).join(' ')
  useEffect(() => {
    const removes = (ids.split(' ') as ActionId[]).map((id) => registerAction(id, () => latest.current[id]?.())) // as: the keys of the table
    return () => removes.forEach((remove) => remove())
  }, [ids])
}

/** Registers a handler; returns the unsubscribe. */
export function registerAction(id: ActionId, handler: Handler): () => void {
  handlers.set(id, [...(handlers.get(id) ?? []), handler])
  return () => void handlers.set(id, (handlers.get(id) ?? []).filter((other) => other !== handler))
}

/** Carries an action out. False when nobody answers for it now. */
export function runAction(id: ActionId): boolean {
  const handler = handlers.get(id)?.at(-1)
  handler?.()
  return handler !== undefined
}
