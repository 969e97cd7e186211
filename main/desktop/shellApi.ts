/** The desktop's half of the `Shell` interface: dialogs, files by ref, links, secrets. Arguments come from the page and are checked here. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import type { OpenDialogOptions, SaveDialogOptions } from 'electron'
import { z } from 'zod'
import { Fault } from '../contract/errors.ts'
import type { PickedFile, PickedFolder } from '../contract/shell.ts'
import { allowedLink } from './security.ts'
import type { Secrets } from './secrets.ts'

export interface ShellApiOptions {
  readonly dialog: {
    showOpenDialog(options: OpenDialogOptions): Promise<{ canceled: boolean; filePaths: string[] }>
    showSaveDialog(options: SaveDialogOptions): Promise<{ canceled: boolean; filePath: string }>
  }
  /** Hands an address to the system's browser. Only `openLink` below calls it. */
  readonly openInBrowser: (url: string) => Promise<void>
  /** Keeps a path on this side and gives out an opaque ref for it. */
  readonly register: (path: string) => Promise<PickedFile>
  /** The same for a folder. */
  readonly registerFolder: (path: string) => PickedFolder
  readonly secrets: Secrets
  /** Hosts whose https links may be opened, from the profile. */
  readonly linkHosts: readonly string[]
}

export interface ShellApi {
  /** @throws Fault `bad_input` for arguments of another shape, `not_supported` for a method that does not exist. */
  call(method: string, args: readonly unknown[]): Promise<unknown>
  /** Paths of files that were dropped on the window. */
  dropped(paths: unknown): Promise<PickedFile[]>
  /** @throws Fault `forbidden` for anything but an https link to a host that the profile allows. */
  openLink(url: string): Promise<void>
}

const pickArguments = z.tuple([z.object({ title: z.string().max(200), extensions: z.array(z.string().regex(/^[a-z0-9.]{1,12}$/i)).max(50), many: z.boolean() })])
const folderArguments = z.tuple([z.string().max(200)])
const saveArguments = z.tuple([z.string().min(1).max(255), z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 1 << 30, 'at most 1 GiB')])
const linkArguments = z.tuple([z.string().max(2048)])
const secretArguments = z.tuple([z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/), z.string().min(1).max(8192)])
const droppedPaths = z.array(z.string().max(4096)).max(1000)

export function createShellApi({ dialog, openInBrowser, register, registerFolder, secrets, linkHosts }: ShellApiOptions): ShellApi {
  const methods: Readonly<Record<string, (args: readonly unknown[]) => Promise<unknown>>> = {
    async pickFiles(args) {
      const [{ title, extensions, many }] = checked('pickFiles', pickArguments, args)
      const filters = extensions.length > 0 ? [{ name: title, extensions }, { name: 'All files', extensions: ['*'] }] : []
      const { canceled, filePaths } = await dialog.showOpenDialog({ title, filters, properties: many ? ['openFile', 'multiSelections'] : ['openFile'] })
      return canceled ? [] : Promise.all(filePaths.map((path) => register(path)))
    },
    async pickFolder(args) {
      const [title] = checked('pickFolder', folderArguments, args)
      const { canceled, filePaths } = await dialog.showOpenDialog({ title, properties: ['openDirectory'] })
      const [path] = filePaths
      return canceled || path === undefined ? null : registerFolder(path)
    },
    async saveFile(args) {
      const [name, bytes] = checked('saveFile', saveArguments, args)
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: plainName(name), properties: ['showOverwriteConfirmation'] })
      if (canceled || filePath === '') return false
      await writeWhole(filePath, bytes)
      return true
    },
    openLink: (args) => openLink(checked('openLink', linkArguments, args)[0]),
    setSecret: (args) => secrets.set(...checked('setSecret', secretArguments, args)),
    secretNames: (args) => {
      checked('secretNames', z.tuple([]), args)
      return secrets.names()
    },
  }

  async function openLink(url: string): Promise<void> {
    const link = allowedLink(url, linkHosts)
    if (link === null) throw new Fault('forbidden', `This link is not opened: only https links to hosts that the profile allows are. It was ${url.slice(0, 200)}.`, { allowed: linkHosts })
    await openInBrowser(link)
  }

  return {
    async call(method, args) {
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined
      if (run === undefined) throw new Fault('not_supported', `The shell has no method ${method.slice(0, 60)}.`)
      return run(args)
    },
    async dropped(paths) {
      const list = checked('dropped', droppedPaths, paths)
      // A file that was made inside the page has no path.
      if (list.some((path) => !isAbsolute(path))) throw new Fault('bad_input', 'What was dropped is not a file on this computer. Drop files from the file manager.')
      return Promise.all(list.map((path) => register(path)))
    },
    openLink,
  }
}

function checked<T>(method: string, schema: z.ZodType<T>, args: unknown): T {
  const result = schema.safeParse(args)
  if (result.success) return result.data
  throw new Fault('bad_input', `${method} was called with wrong arguments: ${z.prettifyError(result.error)}`, { method })
}

/** A proposal for a file name: no folder, nothing that a file system takes for something else. */
export function plainName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/')).replace(/[\p{Cc}<>:"/|?*]/gu, '_').replace(/^\.+/, '')
  return plain === '' ? 'telltale' : plain
}

/** Complete or not at all: what stood there before is replaced in one step. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`
  try {
    await writeFile(part, bytes, { flag: 'wx' })
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    const code = (cause as NodeJS.ErrnoException).code // as: fs errors carry it
    throw new Fault(code === 'ENOSPC' ? 'store_full' : 'file_unreadable', `Cannot write ${basename(path)}: ${code ?? String(cause)}. Choose another place.`, { file: basename(path) }, { cause })
  }
}
