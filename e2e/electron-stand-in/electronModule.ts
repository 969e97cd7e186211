/** What `import 'electron'` and `require('electron')` give in the stand-in: as much of Electron as the application uses. */
import { app, dialog, ipcMain, Menu, nativeTheme, protocol, safeStorage, screen, session, shell } from './parts.ts'
import { utilityProcess } from './utility.ts'
import { BrowserWindow, webContents } from './window.ts'

app.on('stand-in-close-windows', () => {
  for (const window of BrowserWindow.getAllWindows()) window.close()
})

const electron = { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, safeStorage, screen, session, shell, utilityProcess, webContents }
export { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, safeStorage, screen, session, shell, utilityProcess, webContents }
export default electron
// what require() hands out
export { electron as 'module.exports' }
