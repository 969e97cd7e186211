import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { KubeConfig, type User } from '@kubernetes/client-node'
import type { ContextInfo } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Address } from '../port.ts'
import { callDeadline } from './client.ts'

export interface KubeconfigRules {
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Whether a picked kubeconfig may run programs (`exec`) and name files of this machine. True where the user sits at this machine; false on
   * a server, where a picked file is what a browser sent.
   */
  readonly trustPicked: boolean
}

/**
 * Reads a kubeconfig: the picked file, else KUBECONFIG, else ~/.kube/config.
 * @throws Fault `not_found` when there is none, `file_not_understood` when it is none, `forbidden` when it may not do what it asks for.
 */
export function readKubeconfig(address: Address, { env, trustPicked }: KubeconfigRules): KubeConfig {
  const files = address.kubeconfig === undefined ? defaultFiles(env) : [address.kubeconfig]
  const merged = new TimelyKubeConfig()
  let found = 0
  for (const file of files) {
    const one = new KubeConfig()
    try {
      one.loadFromFile(file)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      if (code === 'ENOENT' && address.kubeconfig === undefined) continue
      if (code) throw new Fault('file_unreadable', `The kubeconfig cannot be read: ${code}.`, { reason: code }, { cause })
      throw new Fault('file_not_understood', `This file is no kubeconfig: ${(cause as Error).message.split('\n')[0]}. It must hold clusters, users and contexts.`, {}, { cause })
    }
    if (address.kubeconfig !== undefined && !trustPicked) checkSelfContained(one)
    if (found++ === 0) merged.loadFromOptions({ clusters: one.clusters, users: one.users, contexts: one.contexts, currentContext: one.currentContext })
    else merged.mergeConfig(one, true)
  }
  if (found === 0)
    throw new Fault('not_found', 'There is no kubeconfig on this machine: neither KUBECONFIG nor ~/.kube/config. Pick one, or name it with --kubeconfig FILE.')
  if (merged.contexts.length === 0) throw new Fault('file_not_understood', 'The kubeconfig holds no context. Add one: kubectl config set-context NAME --cluster=… --user=…')
  const context = address.context ?? merged.currentContext
  if (!context) throw new Fault('bad_input', `The kubeconfig names no current context. Name one of: ${merged.contexts.map(({ name }) => name).join(', ')}.`, { contexts: merged.contexts.map(({ name }) => name) })
  if (!merged.getContextObject(context)) throw new Fault('not_found', `The kubeconfig has no context ${context}. It has: ${merged.contexts.map(({ name }) => name).join(', ')}.`, { context })
  merged.setCurrentContext(context)
  return merged
}

export function contextsOf(config: KubeConfig): ContextInfo[] {
  return config.contexts.map(({ name, cluster, user, namespace }) => ({
    name,
    cluster,
    server: config.getCluster(cluster)?.server ?? '',
    user,
    namespace: namespace ?? 'default',
    current: name === config.currentContext,
  }))
}

function defaultFiles(env: KubeconfigRules['env']): string[] {
  const named = env['KUBECONFIG']?.split(delimiter).filter(Boolean)
  return named && named.length > 0 ? named : [join(env['HOME'] ?? homedir(), '.kube', 'config')]
}

/** A file that somebody sent may neither run a program here nor make us read a file of ours and send it away. */
function checkSelfContained(config: KubeConfig) {
  const asks = (user: User): string | null => {
    if (user.exec) return `to run ${String((user.exec as { command?: unknown }).command)}`
    if (user.authProvider) return 'for an auth provider'
    return user.certFile || user.keyFile ? 'for a file of this machine' : null
  }
  for (const user of config.users) {
    const asked = asks(user)
    if (asked) throw new Fault('forbidden', `The kubeconfig's user ${user.name} asks ${asked}, which a file sent to a server may not do. Use one with the credentials inside: kubectl config view --flatten --minify --raw.`, { user: user.name })
  }
  for (const cluster of config.clusters)
    if (cluster.caFile) throw new Fault('forbidden', `The kubeconfig's cluster ${cluster.name} names a file of this machine. Flatten it: kubectl config view --flatten --minify --raw.`, { cluster: cluster.name })
}


/** After the call itself has given up, whose words are better. */
const connectDeadline = callDeadline + 500

/** The library lets a connection that is never answered stand for 10 s, and the process with it: here no longer than a call may take. */
class TimelyKubeConfig extends KubeConfig {
  override createDispatcherOptions(...given: Parameters<KubeConfig['createDispatcherOptions']>): ReturnType<KubeConfig['createDispatcherOptions']> {
    const options = super.createDispatcherOptions(...given)
    if (options.type === 'none') return { type: 'agent', connect: { timeout: connectDeadline } }
    return options.type === 'agent' ? { ...options, connect: { ...options.connect, timeout: connectDeadline } } : options
  }
}
