import { IsomorphicFetchHttpLibrary, RequestContext, type HttpMethod, type KubeConfig } from '@kubernetes/client-node'
import { Fault } from '../../contract/errors.ts'
import { faultOfNetwork, faultOfStatus } from './faults.ts'

export interface Ask {
  readonly method?: HttpMethod
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  /** What is tried, for the Fault's sentence: `patch deployments/dashboard in iot-system`. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for the whole call, authentication included. */
  readonly deadline?: number
  /** The answer is plain text (logs), not JSON. */
  readonly text?: boolean
  /** Only names and labels, not the content: of a Secret nothing else is ever asked. */
  readonly metadataOnly?: boolean
}

/** One cluster as seen by one context. */
export interface Cluster {
  readonly context: string
  readonly namespace: string
  readonly server: string
  readonly user: string
  /** @throws Fault: `unreachable`, `timed_out`, `unauthorised`, `forbidden`, `not_found`, `conflict`, `bad_input`. */
  ask<Answer>(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

/** Of the whole call: a dead cluster gives a clear state in less than five seconds. */
export const callDeadline = 4_500

/**
 * Asks the API of the current context. Connections are kept between calls; every call has its own deadline, authentication plugins included,
 * because they too can hang. The generated client is not used: it hides the body of errors and cannot end a call in time.
 */
export function openCluster(config: KubeConfig): Cluster {
  const context = config.getContextObject(config.currentContext)
  const cluster = config.getCurrentCluster()
  if (!context || !cluster) throw new Fault('bad_input', `The context ${config.currentContext} names a cluster that the kubeconfig does not hold.`, { context: config.currentContext })
  const library = new IsomorphicFetchHttpLibrary()
  let dispatcher: ReturnType<RequestContext['getDispatcher']>
  const closing = new AbortController()

  async function send({ method = 'GET', path, query = {}, body, contentType = 'application/json', metadataOnly = false }: Ask, signal: AbortSignal): Promise<{ status: number; body: string }> {
    const request = new RequestContext(new URL(cluster!.server.replace(/\/$/, '') + path).href, method)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) request.setQueryParam(name, value)
    request.setHeaderParam('Accept', metadataOnly ? 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' : 'application/json')
    if (body !== undefined) {
      request.setHeaderParam('Content-Type', contentType)
      request.setBody(JSON.stringify(body))
    }
    await aborted(signal, config.applySecurityAuthentication(request))
    // One pool of connections for all calls: the library would open a new one for each.
    if (dispatcher) request.setDispatcher(dispatcher)
    else dispatcher = request.getDispatcher()
    request.setSignal(signal)
    const response = await library.send(request).toPromise()
    return { status: response.httpStatusCode, body: await response.body.text() }
  }

  return {
    context: config.currentContext,
    namespace: context.namespace ?? 'default',
    server: cluster.server,
    user: context.user,
    async ask<Answer>(ask: Ask): Promise<Answer> {
      const deadline = ask.deadline ?? callDeadline
      const timeout = AbortSignal.timeout(deadline)
      const signal = AbortSignal.any([timeout, closing.signal, ...(ask.signal ? [ask.signal] : [])])
      let answer: { status: number; body: string }
      try {
        answer = await send(ask, signal)
      } catch (cause) {
        if (cause instanceof Fault) throw cause
        if (ask.signal?.aborted || closing.signal.aborted) throw new Fault('cancelled', `Cancelled: ${ask.what}.`, {}, { cause })
        if (timeout.aborted) throw new Fault('timed_out', `${cluster.server} did not answer within ${deadline / 1000} s (${ask.what}).`, { server: cluster.server, milliseconds: deadline }, { cause })
        throw faultOfNetwork(cause, cluster.server, ask.what)
      }
      if (answer.status >= 400) throw faultOfStatus(answer.status, answer.body, ask.what, context.user)
      // The caller names the shape that this path of the API answers with.
      return (ask.text ? answer.body : parse(answer.body, cluster.server, ask.what)) as Answer
    },
    async close() {
      closing.abort()
      await dispatcher?.destroy()
    },
  }
}

function parse(body: string, server: string, what: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new Fault('unreachable', `${server} answered with something that is no JSON (${what}): it is no Kubernetes API, or a proxy stands before it.`, { server }, { cause })
  }
}

/** Rejects when the signal aborts, even though the work itself cannot be stopped. */
function aborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
