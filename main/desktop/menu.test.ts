import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { menuTable, menuTemplate } from './menu.ts'

const items = (template: readonly MenuItemConstructorOptions[]) => template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))

describe('menuTemplate', () => {
  it('sends the id of the entry that was clicked, once, and nothing else', () => {
    const send = vi.fn()
    const entries = items(menuTemplate(send, false)).filter(({ id }) => id !== undefined)
    for (const { click } of entries) click?.({} as never, undefined, {} as never) // as: the entry does not look at them
    expect(send.mock.calls).toEqual(entries.map(({ id }) => [id]))
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
  })

  it('shows the keys that the page listens for, but never takes them from it', () => {
    const shown = items(menuTemplate(vi.fn(), false)).filter(({ accelerator }) => accelerator !== undefined)
    expect(shown.map(({ accelerator }) => accelerator)).toEqual(expect.arrayContaining(['CmdOrCtrl+K', 'CmdOrCtrl+,']))
    expect(shown.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true)
  })

  it('has editing and quitting by role, so that they work in every field as the system has them', () => {
    const roles = items(menuTemplate(vi.fn(), false)).flatMap(({ role }) => role ?? [])
    expect(roles).toEqual(expect.arrayContaining(['quit', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']))
    expect(roles).not.toContain('toggleDevTools')
    expect(roles).not.toContain('reload')
  })

  it('begins with the menu of the application on a Mac only', () => {
    expect(menuTemplate(vi.fn(), true)[0]).toEqual({ role: 'appMenu' })
    expect(menuTemplate(vi.fn(), true)).toHaveLength(menuTable.length + 1)
    expect(menuTemplate(vi.fn(), false).map(({ label }) => label)).toEqual(menuTable.map(({ label }) => label))
  })
})
