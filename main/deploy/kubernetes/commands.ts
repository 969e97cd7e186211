import type { Address } from '../port.ts'

/** The line that does by hand what the program does; quoted for a shell. */
export function kubectl(address: Address, ...words: readonly string[]): string {
  return ['kubectl', ...(address.kubeconfig === undefined ? [] : ['--kubeconfig', 'KUBECONFIG_FILE']), ...(address.context === undefined ? [] : ['--context', address.context]), ...words].map(quoted).join(' ')
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
