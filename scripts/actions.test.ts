import { describe, expect, it } from 'vitest'
import { menuTable } from '../main/desktop/menu.ts'
import { panelRows } from '../renderer/panels/index.ts'
import { actionRows } from '../renderer/workspace/actions.ts'

/** Menu, palette, keyboard and panels are tables of two zones that may not import each other: here they are laid side by side. */
const ids = actionRows.map(({ id }) => id as string)
const commands = menuTable.flatMap(({ rows }) => rows.flatMap((row) => (row !== 'line' && 'command' in row ? [row] : [])))

describe('the menu of the desktop', () => {
  it('names only actions that the page knows', () => {
    expect(commands.filter(({ command }) => !ids.includes(command)).map(({ command }) => command)).toEqual([])
  })

  it('leads to every panel', () => {
    const shown = commands.map(({ command }) => command)
    expect(panelRows.filter(({ id }) => !shown.includes(`go.${id}`)).map(({ id }) => id)).toEqual([])
  })

  it('shows the keys that the action really has', () => {
    for (const { command, shown } of commands) {
      if (shown === undefined) continue
      const keys: readonly string[] = actionRows.find(({ id }) => id === command)?.keys ?? []
      expect(keys).toContain(shown.replace('CmdOrCtrl', 'ctrl').toLowerCase())
    }
  })
})

describe('the table of actions', () => {
  it('opens every panel, so that each is reachable from the palette and by keys', () => {
    for (const panel of panelRows) {
      const row = actionRows.find(({ id }) => id === `go.${panel.id}`)
      expect(row, `panel ${panel.id} has no action go.${panel.id}`).toMatchObject({ title: panel.title, group: 'goTo' })
      expect(row?.keys.length, `panel ${panel.id} has no key`).toBeGreaterThan(0)
    }
  })

  it('has each id once, and each key once where it counts', () => {
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    const clashes = actionRows.flatMap((row) =>
      row.keys.flatMap((key) =>
        actionRows
          .filter((other) => other.id !== row.id && other.keys.includes(key) && (row.panels === undefined || other.panels === undefined || row.panels.some((panel) => other.panels?.includes(panel))))
          .map((other) => `${key}: ${row.id} and ${other.id}`),
      ),
    )
    expect(clashes).toEqual([])
  })
})
