/** The HTTP side of the server: calls, files, health, the workstation's page. Knows the core by its router only. */
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import type { AnyRouter } from '@orpc/server'
import { experimental_ZodSmartCoercionPlugin as SmartCoercion } from '@orpc/zod/zod4'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { securityHeaders, serverCsp } from '../contract/csp.ts'
import { errorStatus, Fault, type FaultData } from '../contract/errors.ts'
import { faultOf } from '../contract/rpcErrors.ts'
import type { Artifacts } from '../storage/ports.ts'
import { faultInterceptors, type FaultOptions } from '../transport/faults.ts'
import { checkOrigin, checkToken, isToken, sessionCookie, sessionOf, type AccessRules } from './access.ts'
import { createCalls } from './calls.ts'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'
import { describeApi, docsPage } from './openApi.ts'
import { openSockets } from './socket.ts'
import type { Uploads } from './uploads.ts'

export interface HttpOptions extends FaultOptions {
  readonly router: AnyRouter
  readonly artifacts: Pick<Artifacts, 'info' | 'stream'>
  readonly uploads: Uploads
  readonly health: () => Promise<Health>
  readonly metrics: Metrics
  readonly access: AccessRules
  readonly bodyLimitBytes: number
  /** Where the built renderer lies. */
  readonly pages: string
  readonly version: string
}

export interface HttpServer {
  readonly app: FastifyInstance
  /** Not ready from now on; waits for calls in flight, at most `drainMs`, then ends every connection. */
  stop(drainMs: number): Promise<void>
}

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { router, artifacts, uploads, health, metrics, access, bodyLimitBytes, pages, version } = options
  let stopping = false
  const app = fastify({ bodyLimit: bodyLimitBytes, forceCloseConnections: true, routerOptions: { maxParamLength: 300 }, frameworkErrors: (error, _request, reply) => refuse(reply.headers(securityHeaders), new Fault('bad_input', error.message)) })
  // Connections that asked for an upgrade are no longer Node's to close, refused ones neither.
  const connections = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  const { ofCall, ofUnknown } = faultInterceptors(options)
  const calls = createCalls((call, error) => metrics.call(call, error === null ? 'ok' : faultOf(error).code))
  const sockets = openSockets(router, options, calls)

  app.addHook('onRequest', async (request) => checkOrigin(request.headers, access))
  app.addHook('onSend', async (request, reply, payload) => {
    reply.headers(securityHeaders)
    reply.header('content-security-policy', serverCsp)
    if (request.url.startsWith('/api') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    return payload
  })
  app.addHook('onResponse', async (request, reply) => {
    metrics.request({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
  })
  app.setErrorHandler((error, request, reply) => {
    if (request.headers.upgrade !== undefined) reply.header('connection', 'close')
    return refuse(reply, faultOfHttp(error, `${request.method} ${request.routeOptions.url ?? 'unknown'}`))
  })
  app.setNotFoundHandler((request, reply) => refuse(reply, new Fault('not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}.`)))

  function faultOfHttp(error: unknown, call: string): Fault {
    if (error instanceof Fault) return error
    // Fastify's own refusals carry a status; their words are about the request and name nothing of ours.
    const { statusCode, message } = error as { statusCode?: unknown; message?: unknown }
    if (statusCode === 413) return new Fault('too_large', `The body is larger than ${Math.round(bodyLimitBytes / 2 ** 20)} MB (dashboard.server.body_limit).`)
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return new Fault(statusCode === 404 ? 'not_found' : statusCode === 403 ? 'forbidden' : 'bad_input', String(message))
    const reference = options.newReference()
    const fault = faultOf(error)
    options.report({ call, fault, reference })
    return fault.code === 'internal' ? new Fault('internal', `Telltale made a mistake. The log says more under ${reference}.`, { reference }) : fault
  }

  app.get('/health', async (_request, reply) => {
    const seen = await health()
    return reply.code(seen.status === 'ok' ? 200 : 503).send(seen)
  })
  app.get('/ready', async (_request, reply) => reply.code(stopping ? 503 : 200).send({ ready: !stopping }))
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))

  await app.register(fastifyWebsocket, { options: { maxPayload: bodyLimitBytes } })
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => checkToken(request.headers, access))
    scope.get('/rpc', { websocket: true }, (socket) => sockets.accept(socket))
    scope.get('/api/artifacts/:id', async (request, reply) => {
      const { id } = request.params as { id: string } // the route's own pattern
      const info = await artifacts.info(id)
      return reply
        .type('application/octet-stream')
        .header('content-length', info.bytes)
        .header('content-disposition', `attachment; filename="${info.name.replace(/[^A-Za-z0-9._ -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(info.name)}`)
        .send(Readable.from(artifacts.stream(id)))
    })
    const document = await describeApi(version)
    const page = docsPage(document)
    scope.get('/api/openapi.json', async () => document)
    scope.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
    const handler = new OpenAPIHandler(router, {
      plugins: [new SmartCoercion()],
      interceptors: [ofUnknown],
      clientInterceptors: [calls.count, ofCall],
      customErrorResponseBodyEncoder: (error) => body(faultOf(error)),
    })
    scope.all('/api/*', async (request, reply) => {
      await handler.handle(request, reply, { prefix: '/api', context: {} })
    })
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => checkToken(request.headers, access))
    // The body goes to disk as it comes; its size is checked on the way.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post('/api/upload', async (request) => {
      const { name } = request.query as { name?: string | string[] }
      return uploads.receive(typeof name === 'string' ? name : undefined, request.body instanceof Readable ? request.body : Readable.from([]))
    })
  })

  if (existsSync(join(pages, 'index.html'))) {
    // The page's address with the token, once, as it is printed at the start: from then on the cookie stands for it.
    app.addHook('onRequest', async (request, reply) => {
      const { token } = (request.query ?? {}) as { token?: unknown }
      if (access.token === '' || request.method !== 'GET' || request.url.split('?')[0] !== '/' || typeof token !== 'string') return
      if (!isToken(token, access.token)) throw new Fault('unauthorised', 'This token is not the one that the server asks for.')
      return reply.header('set-cookie', `${sessionCookie}=${sessionOf(access.token)}; Path=/; HttpOnly; SameSite=Strict`).redirect('/', 303)
    })
    await app.register(fastifyStatic, { root: pages, index: 'index.html', dotfiles: 'deny' })
  } else {
    app.get('/', async (_request, reply) =>
      reply.code(503).type('text/plain; charset=utf-8').send('The page of the workstation is not built. Run: npm run build\nThe calls are described at /api/docs.\n'))
  }

  return {
    app,
    async stop(drainMs) {
      stopping = true
      let timer: NodeJS.Timeout | undefined
      await Promise.race([calls.idle(), new Promise((resolve) => (timer = setTimeout(resolve, drainMs)))])
      clearTimeout(timer)
      sockets.close()
      // The pages get to answer the farewell; whoever does not is cut off.
      timer = setTimeout(() => connections.forEach((socket) => socket.destroy()), farewellMs)
      await app.close()
      clearTimeout(timer)
    },
  }
}

const farewellMs = 1_000
const body = ({ code, message, detail }: FaultData): FaultData => ({ code, message, detail })
const refuse = (reply: FastifyReply, fault: Fault) => reply.code(errorStatus[fault.code]).send(body(fault))
