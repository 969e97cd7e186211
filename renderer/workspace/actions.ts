/**
 * Every action of the workstation, once: the palette, the menus, the shortcuts page and the keyboard are made from this table.
 * Who can carry an action out registers for it with `useActions`; an action nobody answers says where it belongs.
 */
import { useEffect, useRef } from 'react'
import type { PanelId } from '../panels/index.ts'
import { t } from '../strings.ts'

export type Group = keyof typeof t.actionGroups

interface ActionRow {
  readonly id: string
  readonly group: Group
  /** Chords as in `ctrl+k`, `shift+j`, `[`, `escape`. `ctrl` is Command on a Mac. */
  readonly keys: readonly string[]
  /** The keys (not the palette entry) work only while one of these panels is in front. */
  readonly panels?: readonly PanelId[]
}

const triage: readonly PanelId[] = ['events', 'investigate']
const charts: readonly PanelId[] = ['explore', 'overview', 'investigate']
const explore: readonly PanelId[] = ['explore']
const deploy: readonly PanelId[] = ['deploy']
const training: readonly PanelId[] = ['training']

export const actions = [
  { id: 'palette', group: 'workspace', keys: ['ctrl+k', 'ctrl+shift+p'] },
  { id: 'go.overview', group: 'goTo', keys: ['g o'] },
  { id: 'go.events', group: 'goTo', keys: ['g e'] },
  { id: 'go.investigate', group: 'goTo', keys: ['g i'] },
  { id: 'go.explore', group: 'goTo', keys: ['g x'] },
  { id: 'go.detect', group: 'goTo', keys: ['g d'] },
  { id: 'go.training', group: 'goTo', keys: ['g t'] },
  { id: 'go.deploy', group: 'goTo', keys: ['g p'] },
  { id: 'go.import', group: 'goTo', keys: ['g m'] },
  { id: 'go.jobs', group: 'goTo', keys: ['g j'] },
  { id: 'go.settings', group: 'goTo', keys: ['g s', 'ctrl+,'] },
  { id: 'go.strongest', group: 'goTo', keys: ['g g'] },
  { id: 'go.tree', group: 'goTo', keys: ['/'] },
  { id: 'time.back', group: 'time', keys: ['['] },
  { id: 'time.forward', group: 'time', keys: [']'] },
  { id: 'time.whole', group: 'time', keys: ['w'] },
  { id: 'time.left', group: 'time', keys: ['arrowleft'], panels: charts },
  { id: 'time.right', group: 'time', keys: ['arrowright'], panels: charts },
  { id: 'time.in', group: 'time', keys: ['+', '='], panels: charts },
  { id: 'time.out', group: 'time', keys: ['-'], panels: charts },
  { id: 'time.event', group: 'time', keys: ['t'] },
  { id: 'events.next', group: 'triage', keys: ['j'], panels: triage },
  { id: 'events.previous', group: 'triage', keys: ['k'], panels: triage },
  { id: 'verdict.problem', group: 'triage', keys: ['1'], panels: triage },
  { id: 'verdict.not_a_problem', group: 'triage', keys: ['2'], panels: triage },
  { id: 'verdict.investigate', group: 'triage', keys: ['3'], panels: triage },
  { id: 'verdict.do_not_investigate', group: 'triage', keys: ['4'], panels: triage },
  { id: 'verdict.seen_before', group: 'triage', keys: ['5'], panels: triage },
  { id: 'verdict.postponed', group: 'triage', keys: ['6'], panels: triage },
  { id: 'verdict.undo', group: 'triage', keys: ['z', 'ctrl+z'], panels: triage },
  { id: 'verdict.redo', group: 'triage', keys: ['shift+z', 'ctrl+shift+z', 'ctrl+y'], panels: triage },
  { id: 'events.extendDown', group: 'triage', keys: ['shift+j'], panels: triage },
  { id: 'events.extendUp', group: 'triage', keys: ['shift+k'], panels: triage },
  { id: 'events.markAll', group: 'triage', keys: ['ctrl+a'], panels: triage },
  { id: 'events.markNone', group: 'triage', keys: ['escape'], panels: triage },
  { id: 'events.note', group: 'triage', keys: ['n'], panels: triage },
  { id: 'events.explore', group: 'triage', keys: ['x'], panels: triage },
  { id: 'events.filter', group: 'triage', keys: ['f'], panels: triage },
  { id: 'explore.clear', group: 'explore', keys: [] },
  { id: 'explore.picture', group: 'explore', keys: [] },
  { id: 'explore.csv', group: 'explore', keys: [] },
  { id: 'explore.cursors', group: 'explore', keys: ['escape'], panels: explore },
  { id: 'explore.extremes', group: 'explore', keys: ['m'], panels: explore },
  { id: 'explore.crossLeft', group: 'explore', keys: [','], panels: explore },
  { id: 'explore.crossRight', group: 'explore', keys: ['.'], panels: explore },
  { id: 'explore.cursorA', group: 'explore', keys: ['a'], panels: explore },
  { id: 'explore.cursorB', group: 'explore', keys: ['b'], panels: explore },
  { id: 'explore.zoomCursors', group: 'explore', keys: ['z'], panels: explore },
  { id: 'explore.running', group: 'explore', keys: ['r'], panels: explore },
  { id: 'explore.annotate', group: 'explore', keys: ['n'], panels: explore },
  { id: 'explore.notes', group: 'explore', keys: ['e'], panels: explore },
  { id: 'explore.limits', group: 'explore', keys: ['i'], panels: explore },
  { id: 'explore.undo', group: 'explore', keys: ['ctrl+z'], panels: explore },
  { id: 'explore.redo', group: 'explore', keys: ['ctrl+shift+z', 'ctrl+y'], panels: explore },
  { id: 'explore.link', group: 'explore', keys: ['l'], panels: explore },
  { id: 'explore.copyPicture', group: 'explore', keys: ['p'], panels: explore },
  { id: 'training.setUp', group: 'training', keys: ['n'], panels: training },
  { id: 'training.next', group: 'training', keys: ['j'], panels: training },
  { id: 'training.previous', group: 'training', keys: ['k'], panels: training },
  { id: 'training.mark', group: 'training', keys: ['m'], panels: training },
  { id: 'training.unmark', group: 'training', keys: ['escape'], panels: training },
  { id: 'training.pause', group: 'training', keys: ['p'], panels: training },
  { id: 'training.stop', group: 'training', keys: ['s'], panels: training },
  { id: 'training.cancel', group: 'training', keys: [] },
  { id: 'training.again', group: 'training', keys: ['r'], panels: training },
  { id: 'training.detect', group: 'training', keys: ['d'], panels: training },
  { id: 'training.log', group: 'training', keys: ['l'], panels: training },
  { id: 'training.scores', group: 'training', keys: ['v'], panels: training },
  { id: 'training.smooth', group: 'training', keys: ['h'], panels: training },
  { id: 'deploy.stack', group: 'deploy', keys: ['1'], panels: deploy },
  { id: 'deploy.rehearsal', group: 'deploy', keys: ['2'], panels: deploy },
  { id: 'deploy.target', group: 'deploy', keys: ['3'], panels: deploy },
  { id: 'deploy.plan', group: 'deploy', keys: ['4'], panels: deploy },
  { id: 'deploy.running', group: 'deploy', keys: ['5'], panels: deploy },
  { id: 'deploy.refresh', group: 'deploy', keys: ['r'], panels: deploy },
  { id: 'deploy.apply', group: 'deploy', keys: ['a'], panels: deploy },
  { id: 'deploy.cancel', group: 'deploy', keys: ['escape'], panels: deploy },
  { id: 'tree.toggle', group: 'workspace', keys: ['ctrl+b'] },
  { id: 'theme.dark', group: 'workspace', keys: [] },
  { id: 'theme.light', group: 'workspace', keys: [] },
  { id: 'theme.system', group: 'workspace', keys: [] },
  { id: 'layout.save', group: 'workspace', keys: ['ctrl+shift+s'] },
  { id: 'layout.undo', group: 'workspace', keys: ['alt+z'] },
  { id: 'layout.redo', group: 'workspace', keys: ['alt+shift+z'] },
  { id: 'layout.reset', group: 'workspace', keys: [] },
  { id: 'panel.close', group: 'workspace', keys: ['alt+w'] },
  { id: 'panel.next', group: 'workspace', keys: ['alt+]'] },
  { id: 'panel.previous', group: 'workspace', keys: ['alt+['] },
  { id: 'jobs.tray', group: 'workspace', keys: ['ctrl+j'] },
  { id: 'import.demo', group: 'workspace', keys: [] },
  { id: 'tour', group: 'workspace', keys: [] },
  { id: 'diagnostics', group: 'workspace', keys: [] },
  { id: 'shortcuts', group: 'workspace', keys: ['?'] },
] as const satisfies readonly ActionRow[]

export type ActionId = (typeof actions)[number]['id']
/** A row with what it is called, from the catalogue of words. */
export type Action = ActionRow & { readonly id: ActionId; readonly title: string }
const titles: Readonly<Record<ActionId, string>> = t.actions
export const actionRows: readonly Action[] = actions.map((row) => ({ ...row, title: titles[row.id] }))

export function actionRow(id: ActionId): Action {
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
