import type { ShellAnswer, TelltaleBridge } from '../../main/contract/bridge.ts'
import { faultFrom } from '../../main/contract/errors.ts'
import type { PickedFile, PickedFolder, Shell } from '../../main/contract/shell.ts'

/** The shell of the desktop application: every method is one message over the bridge; errors come back as data. */
export function bridgeShell(bridge: TelltaleBridge): Shell {
  async function ask<T>(answer: Promise<unknown>): Promise<T> {
    const result = (await answer) as ShellAnswer // as: the bridge documents what it resolves to
    if ('fault' in result) throw faultFrom(result.fault)
    return result.value as T // as: the return type of the Shell method that was called
  }
  return {
    kind: 'desktop',
    pickFiles: (options) => ask<PickedFile[]>(bridge.shell('pickFiles', options)),
    pickFolder: (title) => ask<PickedFolder | null>(bridge.shell('pickFolder', title)),
    takeDropped: (files) => ask<PickedFile[]>(bridge.dropped([...files])),
    saveFile: async (name, bytes) => ask<boolean>(bridge.shell('saveFile', name, new Uint8Array(await bytes.arrayBuffer()))),
    openLink: (url) => ask<void>(bridge.shell('openLink', url)),
    onCommand: (listener) => bridge.onCommand(listener),
    setSecret: (name, value) => ask<{ kept: boolean }>(bridge.shell('setSecret', name, value)),
    secretNames: () => ask<string[]>(bridge.shell('secretNames')),
  }
}
