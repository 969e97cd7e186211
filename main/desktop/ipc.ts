/** The only file that touches raw IPC. The sender of every message is checked, then its shape; what is refused is answered and counted. */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import type { ShellAnswer } from '../contract/bridge.ts'
import { Fault, faultData, type FaultData } from '../contract/errors.ts'
import { channels } from './channels.ts'
import { messageLimit, readEnvelope, refusal } from './envelope.ts'
import { isTrustedSender } from './security.ts'

/** One window's end of the line to the core, in the form that oRPC's message-port handler takes. */
export interface CorePort {
  on(event: string, callback: (event?: { data: unknown }) => void): void
  postMessage(data: string | Uint8Array | ArrayBuffer): void
}

export interface IpcOptions {
  readonly ipcMain: Pick<IpcMain, 'on' | 'handle' | 'removeHandler' | 'removeListener'>
  /** Serves the core over a port until it closes. */
  readonly serve: (port: CorePort) => void
  /** One method of the shell interface. May throw a Fault. */
  readonly shell: (method: string, args: readonly unknown[]) => Promise<unknown>
  /** Paths of dropped files to refs. May throw a Fault. */
  readonly dropped: (paths: unknown) => Promise<unknown>
  readonly log: (message: string, detail: Record<string, unknown>) => void
  readonly limit?: number
}

export interface Ipc {
  /** Makes a window one of ours; its messages are listened to from now on, until it is gone. */
  attach(contents: WebContents): void
  /** A menu entry or a deep link for a window; kept until its page listens. */
  command(contents: WebContents, command: string): void
  /** How many messages were refused since the start. */
  refused(): number
  close(): void
}

interface Line {
  receive(data: string | Uint8Array): void
  /** The page is another one now: its streams end, and its ids begin anew. */
  renew(): void
  close(): void
  listening: boolean
  readonly waiting: string[]
}

export function createIpc({ ipcMain, serve, shell, dropped, log, limit = messageLimit }: IpcOptions): Ipc {
  const lines = new Map<WebContents, Line>()
  let refused = 0

  function trusted(event: IpcMainEvent | IpcMainInvokeEvent, channel: string): boolean {
    if (isTrustedSender(event.senderFrame, lines.has(event.sender))) return true
    refused++
    log('message from a stranger refused', { channel, url: event.senderFrame?.url ?? null })
    return false
  }

  function onUp(event: IpcMainEvent, data: unknown): void {
    const isTrusted = trusted(event, channels.up)
    const envelope = readEnvelope(data, limit)
    if (isTrusted && envelope.ok) return lines.get(event.sender)?.receive(envelope.data)
    if (!isTrusted) return answerStranger(event, data)
    if (envelope.ok) return
    refused++
    log('message of the wrong shape refused', { channel: channels.up, reason: envelope.fault.message })
    if (envelope.id !== null) event.sender.send(channels.down, refusal(envelope.id, envelope.fault))
  }

  /** To the frame that asked and to no other: an answer to the window would reach a page that never asked. */
  function answerStranger(event: IpcMainEvent, data: unknown): void {
    const id = requestId(data)
    if (id !== null && event.senderFrame !== null) event.reply(channels.down, refusal(id, strangerFault))
  }

  function onListening(event: IpcMainEvent): void {
    const line = trusted(event, channels.listening) ? lines.get(event.sender) : undefined
    if (line === undefined) return
    line.listening = true
    for (const command of line.waiting.splice(0)) event.sender.send(channels.command, command)
  }

  const answered = (channel: string, run: (...args: unknown[]) => Promise<unknown>) => async (event: IpcMainInvokeEvent, ...args: unknown[]): Promise<ShellAnswer> => {
    if (!trusted(event, channel)) return { fault: strangerFault }
    try {
      return { value: await run(...args) }
    } catch (error) {
      if (!(error instanceof Fault)) log('shell call failed', { channel, error: String(error) })
      return { fault: faultData(error) }
    }
  }

  ipcMain.on(channels.up, onUp)
  ipcMain.on(channels.listening, onListening)
  ipcMain.handle(channels.shell, answered(channels.shell, (method, args) => {
    if (typeof method !== 'string' || !Array.isArray(args)) throw new Fault('bad_input', 'A call of the shell is a method name and a list of arguments.')
    return shell(method, args)
  }))
  ipcMain.handle(channels.dropped, answered(channels.dropped, dropped))

  return {
    attach(contents) {
      const line = createLine(contents, serve)
      lines.set(contents, line)
      contents.on('did-navigate', () => line.renew())
      contents.on('render-process-gone', () => line.renew())
      contents.once('destroyed', () => {
        lines.delete(contents)
        line.close()
      })
    },
    command(contents, command) {
      const line = lines.get(contents)
      if (line?.listening) contents.send(channels.command, command)
      else line?.waiting.push(command)
    },
    refused: () => refused,
    close() {
      ipcMain.removeListener(channels.up, onUp)
      ipcMain.removeListener(channels.listening, onListening)
      ipcMain.removeHandler(channels.shell)
      ipcMain.removeHandler(channels.dropped)
      for (const line of lines.values()) line.close()
      lines.clear()
    },
  }
}

const strangerFault: FaultData = { code: 'forbidden', message: 'This frame may not speak to the application.', detail: {} }

function requestId(data: unknown): string | null {
  const text = typeof data === 'string' ? data : data instanceof Uint8Array ? new TextDecoder().decode(data.subarray(0, 80)) : ''
  return /^\{"i":"([^"\\]{1,64})","p"/.exec(text)?.[1] ?? null
}

function createLine(contents: WebContents, serve: (port: CorePort) => void): Line {
  let open = openPort(contents)
  serve(open.port)
  return {
    receive: (data) => open.receive(data),
    renew() {
      this.listening = false
      open.close()
      open = openPort(contents)
      serve(open.port)
    },
    close: () => open.close(),
    listening: false,
    waiting: [],
  }
}

function openPort(contents: WebContents): { port: CorePort; receive(data: string | Uint8Array): void; close(): void } {
  const callbacks: Record<string, ((event?: { data: unknown }) => void)[]> = { message: [], close: [] }
  let isOpen = true
  const tell = (event: string, argument?: { data: unknown }) => callbacks[event]?.forEach((callback) => callback(argument))
  return {
    port: {
      on: (event, callback) => void callbacks[event]?.push(callback),
      postMessage(data) {
        if (isOpen && !contents.isDestroyed()) contents.send(channels.down, data instanceof ArrayBuffer ? new Uint8Array(data) : data)
      },
    },
    receive: (data) => tell('message', { data }),
    close() {
      isOpen = false
      tell('close')
    },
  }
}
