import type { IpcMain } from 'electron'
import Store from 'electron-store'
import type { Keeper } from './preferences.ts'

/** `preferences.json` in `folder`. Only for the application itself: in plain Node this import would try to download Electron. */
export function openElectronStore(folder: string, ipcMain: Pick<IpcMain, 'removeAllListeners'>): Keeper {
  const store = new Store({ cwd: folder, name: 'preferences', clearInvalidConfig: true })
  closeStoreChannel(ipcMain)
  return { get: (key) => store.get(key), set: (key, value) => store.set(key, value) }
}

/** electron-store opens an IPC channel of its own that tells any frame where the user's data lies. Nobody here needs it. */
function closeStoreChannel(ipcMain: Pick<IpcMain, 'removeAllListeners'>): void {
  ipcMain.removeAllListeners('electron-store-get-data')
}
