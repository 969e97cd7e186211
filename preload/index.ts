/** The bridge. It forwards and does nothing else: every decision is taken, and every message checked, in the main process. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { TelltaleBridge } from '../main/contract/bridge.ts'
import { channels } from '../main/desktop/channels.ts'

/** The Electron event carries `sender`, a way into ipcRenderer: listeners get the payload only. */
function listen<T>(channel: string, listener: (payload: T) => void): () => void {
  const forward = (_event: unknown, payload: T) => listener(payload)
  ipcRenderer.on(channel, forward)
  return () => {
    ipcRenderer.off(channel, forward)
  }
}

const bridge: TelltaleBridge = {
  send: (data) => ipcRenderer.send(channels.up, data),
  onMessage: (listener) => listen(channels.down, listener),
  shell: (method, ...args) => ipcRenderer.invoke(channels.shell, method, args),
  onCommand: (listener) => {
    const stop = listen(channels.command, listener)
    ipcRenderer.send(channels.listening)
    return stop
  },
  dropped: (files) => ipcRenderer.invoke(channels.dropped, files.map((file) => webUtils.getPathForFile(file as File))), // as: the contract knows no DOM
}

contextBridge.exposeInMainWorld('telltale', bridge)
