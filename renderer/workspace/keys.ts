import { actionRows, runAction, type ActionId } from './actions.ts'
import type { PanelId } from '../panels/index.ts'

/** The chord of a key event, in the words of the action table: modifiers in the order ctrl, alt, shift. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.toLowerCase()
  // shift is part of a printed sign ("?"), but a modifier of a letter or a named key
  const shift = event.shiftKey && (/^[a-z]$/.test(key) || key.length > 1)
  return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${key === ' ' ? 'space' : key}`
}

export interface KeyOptions {
  /** The panel in front; its keys work. */
  panel(): PanelId | null
  now(): number
  /** Told when the first half of a two-key sequence was pressed, and null when it is over. */
  pending?(prefix: string | null): void
  /** Told of an action that nobody answers for. */
  unanswered?(id: ActionId): void
}

const typing = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=menu], [role=dialog]'
const sequenceTime = 1500

/** One listener for all keys of the table, sequences like `g e` included. Returns the listener. */
export function keyListener({ panel, now, pending, unanswered }: KeyOptions): (event: KeyboardEvent) => void {
  let prefix: { key: string; at: number } | null = null
  return (event) => {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return
    const chord = chordOf(event)
    const free = !(event.target instanceof Element && event.target.closest(typing))
    if (!free && !chord.startsWith('ctrl+') && !chord.startsWith('alt+')) return
    const before = prefix && now() - prefix.at < sequenceTime ? `${prefix.key} ` : ''
    prefix = null
    pending?.(null)
    const here = panel()
    const found = actionRows.find((row) => row.keys.includes(before + chord) && (!row.panels || (here !== null && row.panels.includes(here))))
    if (found) {
      event.preventDefault()
      // who lets go of nothing needs no lecture: Escape is pressed to be sure
      if (!runAction(found.id) && chord !== 'escape') unanswered?.(found.id)
    } else if (before === '' && actionRows.some((row) => row.keys.some((keys) => keys.startsWith(`${chord} `)))) {
      event.preventDefault()
      prefix = { key: chord, at: now() }
      pending?.(chord)
    }
  }
}

const names: Record<string, string> = { ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift', arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓', escape: 'Esc', enter: 'Enter', space: 'Space' }

/** `ctrl+k` as the keys that are printed on the keyboard: `['Ctrl', 'K']`. */
export function keyCaps(keys: string): string[] {
  return keys.split(' ').flatMap((chord) => (chord === '+' ? ['+'] : chord.split('+').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))))
}
