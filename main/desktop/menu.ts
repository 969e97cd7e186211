/** The menu bar, from one small table. An entry sends the id of an action to the page, where `renderer/workspace/actions.ts` carries it out. */
import type { MenuItemConstructorOptions } from 'electron'

/** Keys that the page listens for itself are shown but not registered: they would arrive twice. */
interface Entry {
  readonly command: string
  readonly label: string
  readonly shown?: string
}
type Row = Entry | { readonly role: NonNullable<MenuItemConstructorOptions['role']>; readonly label?: string } | 'line'

export const menuTable: readonly { readonly label: string; readonly rows: readonly Row[] }[] = [
  {
    label: '&File',
    rows: [
      { command: 'go.import', label: 'Import recordings…' },
      { command: 'import.demo', label: 'Generate the demonstration plant' },
      'line',
      { command: 'go.settings', label: 'Settings', shown: 'CmdOrCtrl+,' },
      'line',
      { role: 'quit' },
    ],
  },
  { label: '&Edit', rows: [{ role: 'undo' }, { role: 'redo' }, 'line', { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
  {
    label: '&Go',
    rows: [
      { command: 'palette', label: 'Find an action, asset or event…', shown: 'CmdOrCtrl+K' },
      'line',
      { command: 'go.overview', label: 'Overview' },
      { command: 'go.events', label: 'Events' },
      { command: 'go.investigate', label: 'Investigate' },
      { command: 'go.explore', label: 'Explore' },
      { command: 'go.detect', label: 'Detect' },
      { command: 'go.training', label: 'Training' },
      { command: 'go.deploy', label: 'Deploy' },
      { command: 'go.jobs', label: 'Jobs' },
      'line',
      { command: 'go.strongest', label: 'Strongest unjudged event' },
    ],
  },
  {
    label: '&View',
    rows: [
      { command: 'theme.dark', label: 'Dark colours' },
      { command: 'theme.light', label: 'Light colours' },
      { command: 'theme.system', label: 'Colours as the system has them' },
      'line',
      { command: 'layout.reset', label: 'Back to the first layout' },
      'line',
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      { role: 'togglefullscreen' },
    ],
  },
  { label: '&Help', rows: [{ command: 'shortcuts', label: 'Keyboard shortcuts' }, { command: 'tour', label: 'The first five minutes' }] },
]

/** The template for Electron. `mac` puts the application's own menu first, as that system expects. */
export function menuTemplate(send: (command: string) => void, mac: boolean): MenuItemConstructorOptions[] {
  const menus = menuTable.map(({ label, rows }): MenuItemConstructorOptions => ({ label, submenu: rows.map((row) => menuItem(row, send)) }))
  return mac ? [{ role: 'appMenu' }, ...menus] : menus
}

function menuItem(row: Row, send: (command: string) => void): MenuItemConstructorOptions {
  if (row === 'line') return { type: 'separator' }
  if ('role' in row) return { ...row }
  const { command, label, shown } = row
  return { id: command, label, ...(shown === undefined ? {} : { accelerator: shown, registerAccelerator: false }), click: () => send(command) }
}
